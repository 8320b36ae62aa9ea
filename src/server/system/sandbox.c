/* sandbox.c: the system call filter (seccomp(2)).
 *
 * The kernel runs the filter before each system call. Only the calls in the
 * table below and in net_calls are allowed. linnetd can then start no program,
 * open no connection and map no memory, so the kernel itself enforces the memory
 * budget. Files can be opened only as kept_file.c does it. Any other call is a
 * bug or an attack, and ends linnetd.
 *
 * The filter is assembled here, because a C library has neither the constants
 * nor a compiler for it. The calls made for each line of chat come first:
 * kernels before 5.11 run the whole filter for every call. Owns the pointer to
 * the signal stack.
 */
#define _DEFAULT_SOURCE /* syscall, sigaltstack, si_syscall */
#include "server/system/sandbox.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/check.h"
#include "base/log.h"
#include "net/net.h"
#include "server/system/kept_file.h"

/* The architecture of a system call (linux/audit.h): the ELF machine, a bit for 64 bits, a bit for little-endian. It
 * must be checked, because the numbers of calls depend on it, and a 64-bit kernel also accepts calls of 32-bit
 * programs. */
#define ARCH_64BIT 0x80000000u
#define ARCH_LITTLE 0x40000000u
#if defined __x86_64__ && defined __LP64__
#define ARCH (62 | ARCH_64BIT | ARCH_LITTLE)
#elif defined __aarch64__ && defined __AARCH64EL__
#define ARCH (183 | ARCH_64BIT | ARCH_LITTLE)
#elif defined __arm__ && defined __ARM_EABI__ && defined __ARMEL__
#define ARCH (40 | ARCH_LITTLE)
#elif defined __riscv && __riscv_xlen == 64
#define ARCH (243 | ARCH_64BIT | ARCH_LITTLE)
#elif defined __mips__ && _MIPS_SIM == _ABIO32
#define ARCH (8 | (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ARCH_LITTLE : 0))
#else
#define ARCH 0 /* unknown: no sandbox */
#endif

#define ANY(call)           \
	{                         \
		call, -1, 0, 0, 0 \
	}

/* The calls of linnetd and its C library, except the network's. On 32-bit processors, calls with times have two forms:
 * the C library falls back to the old one when the kernel lacks the new one. */
static const struct net_call own_calls[] = {
	ANY(SYS_futex),
#ifdef SYS_futex_time64
	ANY(SYS_futex_time64),
#endif
#ifdef SYS_poll
	ANY(SYS_poll),
#endif
	ANY(SYS_ppoll),
#ifdef SYS_ppoll_time64
	ANY(SYS_ppoll_time64),
#endif
/* clocks: system calls if there is no vDSO */
#ifdef SYS_clock_gettime
	ANY(SYS_clock_gettime),
#endif
#ifdef SYS_clock_gettime32
	ANY(SYS_clock_gettime32),
#endif
#ifdef SYS_clock_gettime64
	ANY(SYS_clock_gettime64),
#endif
	/* base/random.c, for salts and nonces */
	ANY(SYS_getrandom),
	ANY(SYS_getpid),
	/* open descriptors: the log, the wake pipe, the service manager, files that REHASH reads again */
	ANY(SYS_write),
	ANY(SYS_writev),
	ANY(SYS_read),
	ANY(SYS_sendto),
	ANY(SYS_pread64),
	ANY(SYS_close),
	ANY(SYS_dup3),
	ANY(SYS_fstat),
#ifdef SYS_fstat64
	ANY(SYS_fstat64),
#endif
#ifdef SYS_newfstatat
	ANY(SYS_newfstatat),
#endif
#ifdef SYS_fstatat64
	ANY(SYS_fstatat64),
#endif
	ANY(SYS_statx),
	/* waiting */
	ANY(SYS_nanosleep),
#ifdef SYS_clock_nanosleep
	ANY(SYS_clock_nanosleep),
#endif
#ifdef SYS_clock_nanosleep_time32
	ANY(SYS_clock_nanosleep_time32),
#endif
#ifdef SYS_clock_nanosleep_time64
	ANY(SYS_clock_nanosleep_time64),
#endif
	ANY(SYS_restart_syscall), /* continues a wait after SIGSTOP and SIGCONT */
	/* threads and signals; abort() */
	ANY(SYS_rt_sigreturn),
#ifdef SYS_sigreturn
	ANY(SYS_sigreturn),
#endif
	ANY(SYS_rt_sigprocmask),
	ANY(SYS_sigaltstack),
	{ SYS_rt_sigaction, 0, 0, SIGABRT, 0 },
	{ SYS_tkill, 1, 0, SIGABRT, 0 },
	ANY(SYS_exit),
	ANY(SYS_exit_group),
};

/* ---- the filter ---- */

/* From linux/bpf_common.h and linux/seccomp.h. The filter's input (struct seccomp_data): the number of the call, ARCH,
 * the instruction's address, and six 64-bit arguments. */
#define LOAD 0x20 /* loads 32 bits at an offset of the input into the accumulator */
#define IF_EQUAL 0x15
#define RETURN 0x06
#define ALLOW 0x7fff0000u
#define FAIL 0x00050000u /* with this errno */
#define TRAP 0x00030000u /* SIGSYS, before the call is made */
#define AT_NUMBER 0
#define AT_ARCH 4
#define AT_ARG(n, high) (16 + 8 * (unsigned)(n) + 4 * ((high) == (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)))

struct filter {
	struct sandbox_step *steps;
	int n, most;
};

static void add(struct filter *f, uint16_t code, uint32_t value, int if_false)
{
	CHECK(f->n < f->most && if_false < 256);
	f->steps[f->n++] = (struct sandbox_step){ code, 0, (uint8_t)if_false, value };
}

/* An argument of a system call, and the value that it must have. */
struct argument {
	int which;
	uint64_t value;
};

/* Allows a call if all n arguments match. Before and after this code, the accumulator holds the number of the call. */
static void allow(struct filter *f, int number, const struct argument *arguments, int n)
{
	add(f, IF_EQUAL, (uint32_t)number, n == 0 ? 1 : 4 * n + 2);
	for (int i = 0; i < n; i++) {
		int to_end = 4 * (n - i);
		add(f, LOAD, AT_ARG(arguments[i].which, false), 0);
		add(f, IF_EQUAL, (uint32_t)arguments[i].value, to_end - 1);
		add(f, LOAD, AT_ARG(arguments[i].which, true), 0);
		add(f, IF_EQUAL, (uint32_t)(arguments[i].value >> 32), to_end - 3);
	}
	add(f, RETURN, ALLOW, 0);
	if (n > 0)
		add(f, LOAD, AT_NUMBER, 0);
}

static void allow_each(struct filter *f, const struct net_call *calls, int n)
{
	for (int i = 0; i < n; i++) {
		const struct net_call *c = &calls[i];
		struct argument a[] = { { c->arg, c->value }, { c->also, c->also_value } };
		allow(f, c->number, a, c->arg < 0 ? 0 : c->also == 0 ? 1 : 2);
	}
}

int sandbox_filter(struct sandbox_step *steps, int most, const int *folders, int n)
{
	struct filter f = { steps, 0, most };

	add(&f, LOAD, AT_ARCH, 0);
	add(&f, IF_EQUAL, ARCH, 0);
	f.steps[f.n - 1].if_true = 1;
	add(&f, RETURN, TRAP, 0);
	add(&f, LOAD, AT_NUMBER, 0);
	allow_each(&f, net_calls, net_call_count);
	allow_each(&f, own_calls, ARRAY_LEN(own_calls));
	for (int i = 0; i < n; i++) {
		const struct argument how[] = {
			{ 0, (uint32_t)folders[i] },
			{ 2, (uintptr_t)&kept_file_how },
			{ 3, sizeof kept_file_how },
		};
		if (folders[i] >= 0)
			allow(&f, SYS_openat2, how, ARRAY_LEN(how));
	}
	if (syscall(SYS_openat2, -1, "", NULL, 0) < 0 &&
	    errno == ENOSYS) { /* openat, the fallback of kept_file.c, then fails but does not end linnetd */
		add(&f, IF_EQUAL, SYS_openat, 1);
		add(&f, RETURN, FAIL + EACCES, 0);
	}
	add(&f, RETURN, TRAP, 0);
	return f.n;
}

/* ---- the process ---- */

/* linux/seccomp.h */
#define SET_MODE_FILTER 1
#define FOR_ALL_THREADS 1 /* Linux 3.17 */
#define LOG_VIOLATIONS 2  /* also log to the kernel's log; Linux 4.14 */
#define NO_SLOWER_CPU 4   /* without speculation mitigations: linnetd runs no foreign code; Linux 4.17 */

/* Handler of SIGSYS: a thread has made a forbidden call. Logs it, and then makes another one. That ends the process,
 * because SIGSYS is blocked during the handler and has been reset to its default. */
static void on_forbidden_call(int signal_number, siginfo_t *info, void *context)
{
	(void)signal_number;
	(void)context;
	log_errorx("sandbox: system call %d is forbidden: linnetd exits", info->si_syscall);
	(void)syscall(SYS_getppid);
}

static union sandbox_stack *last_words;

void sandbox_init(union sandbox_stack *stack)
{
	last_words = stack;
}

OWN_FRAME void sandbox_thread(void)
{
	stack_t stack = { .ss_sp = last_words->bytes, .ss_size = sizeof last_words->bytes };

	if (SANDBOX)
		(void)sigaltstack(&stack, NULL);
}

/* struct sock_fprog of linux/filter.h. */
static int set_filter(int count, struct sandbox_step *steps)
{
	static const unsigned flags[] = { FOR_ALL_THREADS | LOG_VIOLATIONS | NO_SLOWER_CPU,
		                          FOR_ALL_THREADS | LOG_VIOLATIONS, FOR_ALL_THREADS };
	struct {
		unsigned short count;
		struct sandbox_step *steps;
	} filter = { (unsigned short)count, steps };
	long result = -1;

	for (size_t i = 0; result < 0 && i < ARRAY_LEN(flags); i++)
		result = syscall(SYS_seccomp, SET_MODE_FILTER, flags[i], &filter);
	if (result > 0)
		errno = EBUSY; /* the result is the ID of a thread that has a different filter */
	return result == 0 ? 0 : -1;
}

int sandbox_enter(const int *folders, int n, bool required)
{
	struct sigaction forbidden = { .sa_sigaction = on_forbidden_call,
		                       .sa_flags = SA_SIGINFO | SA_ONSTACK | (int)SA_RESETHAND };
	struct sandbox_step *steps = last_words->steps;

	errno = ENOSYS;
	if (SANDBOX && ARCH != 0 && sigaction(SIGSYS, &forbidden, NULL) == 0 &&
	    set_filter(sandbox_filter(steps, ARRAY_LEN(last_words->steps), folders, n), steps) == 0)
		return 0;
	if (required)
		log_errorx("--require-sandbox: this system cannot filter system calls (seccomp)");
	else
		log_warnx("runs without a sandbox: this system cannot filter system calls (seccomp)");
	return -1;
}
