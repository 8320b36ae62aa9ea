/* sandbox.c: what the filter of system calls lets through, call by call, and what becomes of those who try others.
 *
 * The filter is run here as the kernel runs it, so this holds on every processor; where there is a kernel to try it on,
 * a child of this program does.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "base/log.h"
#include "server/system/kept_file.h"
#include "server/system/sandbox.h"
#include "unit.h"

#define ALLOW 0x7fff0000u
#define TRAP 0x00030000u
#define FAIL 0x00050000u
#define FOLDER 40

/* The names of these processors in linux/audit.h. */
#if defined __x86_64__
#define ARCH 0xc000003eu
#elif defined __aarch64__
#define ARCH 0xc00000b7u
#elif defined __riscv
#define ARCH 0xc00000f3u
#elif defined __arm__
#define ARCH 0x40000028u
#elif __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ARCH 0x40000008u
#else
#define ARCH 0x00000008u
#endif

/* struct seccomp_data */
struct call {
	int number;
	uint32_t arch;
	uint64_t instruction, args[6];
};

static struct sandbox_step steps[1024];
static int count;

static void make_filter(void)
{
	const int folders[] = { -1, FOLDER, FOLDER + 2 };

	count = sandbox_filter(steps, ARRAY_LEN(steps), folders, ARRAY_LEN(folders));
	EXPECT(count > 50 && count < 300);
}

/* The kernel's verdict: instructions run forward only, and end in a return. */
static uint32_t judge(const struct call *call)
{
	uint32_t accumulator = 0;

	for (int i = 0; i < count; i++) {
		const struct sandbox_step *s = &steps[i];
		if (s->code == 0x20)
			memcpy(&accumulator, (const char *)call + s->value, sizeof accumulator);
		else if (s->code == 0x15)
			i += accumulator == s->value ? s->if_true : s->if_false;
		else if (s->code == 0x06)
			return s->value;
		else
			break;
	}
	EXPECT(!"a filter that ends in a return");
	return 0;
}

static uint32_t verdict(int number, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	struct call call = { .number = number, .arch = ARCH, .args = { a, b, c, d, 0, 0 } };

	if (count == 0)
		make_filter();
	return judge(&call);
}

static bool allowed(int number, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	return verdict(number, a, b, c, d) == ALLOW;
}

/* Calls that serve whatever their arguments are. */
static const int needed[] = {
	SYS_getrandom,
	SYS_getpid,
	SYS_sendto,
	SYS_recvfrom,
	SYS_sendmsg,
	SYS_recvmsg,
	SYS_accept4,
	SYS_getsockname,
	SYS_shutdown,
	SYS_getsockopt,
	SYS_futex,
	SYS_ppoll,
	SYS_write,
	SYS_writev,
	SYS_read,
	SYS_pread64,
	SYS_close,
	SYS_dup3,
	SYS_fstat,
	SYS_statx,
	SYS_nanosleep,
	SYS_restart_syscall,
	SYS_rt_sigreturn,
	SYS_rt_sigprocmask,
	SYS_sigaltstack,
	SYS_exit,
	SYS_exit_group,
#ifdef SYS_poll
	SYS_poll,
#endif
#ifdef SYS_newfstatat
	SYS_newfstatat,
#endif
#ifdef SYS_clock_gettime
	SYS_clock_gettime,
	SYS_clock_nanosleep,
#endif
#ifdef SYS_clock_gettime64
	SYS_clock_gettime64,
	SYS_clock_gettime32,
	SYS_futex_time64,
	SYS_ppoll_time64,
	SYS_clock_nanosleep_time64,
	SYS_clock_nanosleep_time32,
	SYS_fstat64,
	SYS_fstatat64,
	SYS_sigreturn,
#endif
};

TEST(system_calls_of_the_server_are_allowed)
{
	for (size_t i = 0; i < ARRAY_LEN(needed); i++)
		EXPECT_INT(verdict(needed[i], 1, 2, 3, 4), ALLOW);
}

TEST(all_other_system_calls_are_forbidden)
{
	/* mips begins at 4000, and ARM has some of its own at 0xf0000; x86_64 has all once more with bit 30 set. */
	static const int from[] = { -10, 3990, 0xf0000 - 10, 0x40000000 - 10 };
	int found = 0;

	for (size_t i = 0; i < ARRAY_LEN(from); i++)
		for (int number = from[i]; number < from[i] + 1100; number++)
			found += allowed(number, 77, 77, 77, 77);
	EXPECT_INT(found, ARRAY_LEN(needed));
}

TEST(allocating_memory_is_forbidden)
{
#ifdef SYS_mmap2
	EXPECT_INT(verdict(SYS_mmap2, 0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS), TRAP);
#endif
#ifdef SYS_mmap
	EXPECT_INT(verdict(SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS), TRAP);
#endif
	EXPECT_INT(verdict(SYS_brk, 0, 0, 0, 0), TRAP);
	EXPECT_INT(verdict(SYS_mprotect, 0, 4096, PROT_READ, 0), TRAP);
	EXPECT_INT(verdict(SYS_mremap, 0, 4096, 8192, 0), TRAP);
	EXPECT_INT(verdict(SYS_munmap, 0, 4096, 0, 0), TRAP);
	EXPECT_INT(verdict(SYS_shmat, 0, 0, 0, 0), TRAP);
}

TEST(programs_and_connections_and_files_are_forbidden)
{
	static const int forbidden[] = {
		SYS_execve,
		SYS_execveat,
		SYS_clone,
		SYS_socket,
		SYS_socketpair,
		SYS_connect,
		SYS_bind,
		SYS_listen,
		SYS_accept,
		SYS_ptrace,
		SYS_kill,
		SYS_tgkill,
		SYS_prctl,
		SYS_setuid,
		SYS_unlinkat,
		SYS_mkdirat,
		SYS_fchmodat,
		SYS_chroot,
		SYS_process_vm_writev,
		SYS_memfd_create,
		SYS_bpf,
		SYS_userfaultfd,
		SYS_unshare,
		SYS_pipe2,
		SYS_fcntl,
		SYS_seccomp,
		SYS_getdents64,
		SYS_fchdir,
	};

	for (size_t i = 0; i < ARRAY_LEN(forbidden); i++)
		EXPECT_INT(verdict(forbidden[i], 1, 2, 3, 4), TRAP);
#ifdef SYS_open
	EXPECT_INT(verdict(SYS_open, 1, O_RDONLY, 0, 0), TRAP);
#endif
	EXPECT(verdict(SYS_openat, FOLDER, 1, O_RDONLY, 0) == TRAP ||
	       verdict(SYS_openat, FOLDER, 1, 0, 0) == FAIL + EACCES);
}

TEST(files_can_be_opened_only_below_given_folders_with_one_set_of_flags)
{
	uint64_t how = (uintptr_t)&kept_file_how, size = sizeof kept_file_how, high = 1ull << 32;

	EXPECT(allowed(SYS_openat2, FOLDER, 12345, how, size));
	EXPECT(allowed(SYS_openat2, FOLDER + 2, 12345, how, size));
	EXPECT(!allowed(SYS_openat2, FOLDER + 1, 12345, how, size));
	EXPECT(!allowed(SYS_openat2, (uint32_t)-1, 12345, how, size));
	EXPECT(!allowed(SYS_openat2, (uint32_t)AT_FDCWD, 12345, how, size));
	EXPECT(!allowed(SYS_openat2, (uint64_t)AT_FDCWD, 12345, how, size));
	EXPECT(!allowed(SYS_openat2, FOLDER, 12345, how + 8, size));
	EXPECT(!allowed(SYS_openat2, FOLDER, 12345, how, size - 1));
	EXPECT(!allowed(SYS_openat2, FOLDER | high, 12345, how, size));
	EXPECT(!allowed(SYS_openat2, FOLDER, 12345, how ^ high, size));
	EXPECT(!allowed(SYS_openat2, FOLDER, 12345, how, size | high));
	EXPECT_INT(kept_file_how.flags & (O_ACCMODE | O_CREAT | O_TRUNC), O_RDONLY);
	EXPECT_INT(kept_file_how.resolve & 8, 8); /* RESOLVE_BENEATH */
}

TEST(versatile_calls_are_filtered_by_their_arguments)
{
	EXPECT(allowed(SYS_setsockopt, 5, SOL_SOCKET, 1, 1) && allowed(SYS_setsockopt, 5, 6, 1, 1));
	EXPECT(!allowed(SYS_setsockopt, 5, 0, 1, 1) && !allowed(SYS_setsockopt, 5, 41, 1, 1));
	for (int option = 0; option < 300; option++) { /* multicast groups may be joined and left, by IPv4 and IPv6 */
		EXPECT_INT(allowed(SYS_setsockopt, 5, 0, option, 1), option == 35 || option == 36);
		EXPECT_INT(allowed(SYS_setsockopt, 5, 41, option, 1), option == 20 || option == 21);
	}
	EXPECT(allowed(SYS_ioctl, 5, 0x8912, 1, 1) && allowed(SYS_ioctl, 5, 0x8913, 1, 1)); /* which interfaces there are ... */
	EXPECT(!allowed(SYS_ioctl, 5, 0x8914, 1, 1) && !allowed(SYS_ioctl, 5, 0x8916, 1, 1)); /* not to change them */
	EXPECT(allowed(SYS_ioctl, 5, TIOCOUTQ, 1, 1) && allowed(SYS_ioctl, 5, 0x894b, 1, 1));
	EXPECT(!allowed(SYS_ioctl, 5, TCGETS, 1, 1));
	EXPECT(allowed(SYS_tkill, 5, SIGABRT, 0, 0) && !allowed(SYS_tkill, 5, SIGKILL, 0, 0));
	EXPECT(allowed(SYS_rt_sigaction, SIGABRT, 0, 0, 0) && !allowed(SYS_rt_sigaction, SIGSYS, 0, 0, 0));
}

TEST(system_calls_of_another_architecture_are_forbidden)
{
	struct call call = { .arch = ARCH };

	make_filter();
	for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
		call.number = needed[i];
		call.arch = ARCH;
		EXPECT_INT(judge(&call), ALLOW);
		call.arch = ARCH ^ 0x80000000u;
		EXPECT_INT(judge(&call), TRAP);
		call.arch = ARCH ^ 0x40000000u;
		EXPECT_INT(judge(&call), TRAP);
		call.arch = 0x40000003; /* i386: a 64-bit program may call as such a one does */
		EXPECT_INT(judge(&call), TRAP);
	}
}

/* ---- with a kernel ---- */

static char said[1000];
static union sandbox_stack stack;

/* Runs `act` in a child, in a sandbox if there is one; returns its wait status, and leaves its output in `said`. */
static int run(void (*act)(void))
{
	int ends[2], status = 0;
	size_t len = 0;
	ssize_t n;
	pid_t child;

	EXPECT(pipe(ends) == 0);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		const int folders[] = { open("/", O_PATH | O_DIRECTORY | O_CLOEXEC) };
		dup2(ends[1], STDERR_FILENO);
		sandbox_init(&stack);
		(void)sandbox_enter(folders, 1, false);
		act();
		_exit(0);
	}
	close(ends[1]);
	while (len < sizeof said - 1 && (n = read(ends[0], said + len, sizeof said - 1 - len)) > 0)
		len += (size_t)n;
	said[len] = '\0';
	close(ends[0]);
	EXPECT(waitpid(child, &status, 0) == child);
	return status;
}

static bool without_sandbox(void)
{
	return strstr(said, "warning: runs without a sandbox: this system cannot filter system calls") != NULL;
}

/* Where there is a sandbox, it ends the child, and a line says with which call. */
static void expect_end(void (*act)(void), int number)
{
	char line[100];
	int status = run(act);

	if (without_sandbox()) {
		EXPECT_INT(status, 0);
		return;
	}
	snprintf(line, sizeof line, "linnet: error: sandbox: system call %d is forbidden: linnetd exits\n", number);
	EXPECT_STR(said, line);
	EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}

static void make_socket(void)
{
	(void)socket(AF_UNIX, SOCK_STREAM, 0);
}

static void grow(void)
{
	(void)syscall(SYS_brk, 0);
}

static void read_hostname(void)
{
	(void)syscall(SYS_openat, AT_FDCWD, "/etc/hostname", O_RDONLY, 0);
}

TEST(a_forbidden_call_ends_the_process_and_the_log_says_which)
{
	expect_end(make_socket, SYS_socket);
	expect_end(grow, SYS_brk);
	expect_end(read_hostname, SYS_openat);
}

static union {
	char bytes[4096];
	long double align;
} small_stack;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *wait_and_make_socket(void *unused)
{
	sandbox_thread();
	pthread_mutex_lock(&mutex);
	make_socket();
	return unused;
}

/* As in linnetd: its threads are there before there is a sandbox, and have small stacks. */
static int in_thread(bool required)
{
	int ends[2], status = 0, entered;
	ssize_t n;
	pid_t child;

	EXPECT(pipe(ends) == 0);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		pthread_attr_t attr;
		pthread_t thread;
		sandbox_init(&stack);
		dup2(ends[1], STDERR_FILENO);
		pthread_mutex_lock(&mutex);
		pthread_attr_init(&attr);
		pthread_attr_setstack(&attr, small_stack.bytes, sizeof small_stack.bytes);
		if (pthread_create(&thread, &attr, wait_and_make_socket, NULL) != 0)
			_exit(3);
		entered = sandbox_enter(NULL, 0, required);
		pthread_mutex_unlock(&mutex);
		pthread_join(thread, NULL);
		_exit(entered < 0 ? 0 : 2);
	}
	close(ends[1]);
	n = read(ends[0], said, sizeof said - 1);
	said[n > 0 ? n : 0] = '\0';
	close(ends[0]);
	EXPECT(waitpid(child, &status, 0) == child);
	return status;
}

TEST(existing_threads_are_sandboxed_too)
{
	int status = in_thread(false);

	if (without_sandbox()) {
		EXPECT_INT(status, 0);
		return;
	}
	EXPECT(strstr(said, "is forbidden: linnetd exits\n") != NULL);
	EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}

TEST(a_required_sandbox_without_seccomp_is_an_error)
{
	(void)in_thread(true);
	EXPECT(!without_sandbox());
	EXPECT(strstr(said, "is forbidden: linnetd exits\n") != NULL ||
	       strstr(said, "linnet: error: --require-sandbox: this system cannot filter system calls") == said);
}

static void break_an_invariant(void)
{
	bug("this is a test");
}

TEST(a_bug_still_aborts)
{
	int status = run(break_an_invariant);

	EXPECT(strstr(said, ": this is a test\n") != NULL);
	EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static char path[] = "/tmp/linnet-sandbox-XXXXXX";
static struct kept_file file = KEPT_FILE_NONE;

/* Ways of waiting, of which one is interrupted; a file that was replaced; an end in good order. */
static void serve(void)
{
	struct timespec moment = { .tv_nsec = 1000000 }, until;
	pthread_cond_t never = PTHREAD_COND_INITIALIZER;
	struct pollfd nothing = { .fd = -1 };
	char text[4] = "";
	int fd;

	nanosleep(&moment, NULL);
	if (write(STDERR_FILENO, "waits\n", 6) != 6 || poll(&nothing, 1, 300) != 0)
		_exit(3);
	clock_gettime(CLOCK_REALTIME, &until);
	pthread_mutex_lock(&mutex);
	pthread_cond_timedwait(&never, &mutex, &until);
	pthread_mutex_unlock(&mutex);
	fd = kept_file_again(&file);
	if (fd < 0 || fd == file.file || pread(fd, text, 3, 0) != 3 || strcmp(text, "new") != 0)
		_exit(4);
	kept_file_accept(&file, fd);
	exit(5);
}

static void write_file(const char *text)
{
	FILE *f;

	(void)unlink(path);
	f = fopen(path, "w");
	EXPECT(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
}

TEST(the_server_s_operations_work_in_the_sandbox)
{
	int ends[2], status = 0;
	char c;
	pid_t child;

	EXPECT(close(mkstemp(path)) == 0 && pipe(ends) == 0);
	write_file("old");
	EXPECT(kept_file_open(&file, "motd", path) >= 0);
	kept_file_keep_folder(&file);
	write_file("new");
	fflush(stdout);
	child = fork();
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		sandbox_init(&stack);
		(void)sandbox_enter(&file.folder, 1, false);
		serve();
	}
	close(ends[1]);
	while (read(ends[0], &c, 1) == 1 && c != 's') /* until it waits, whatever it has said before */
		;
	kill(child, SIGSTOP);
	EXPECT(waitpid(child, &status, WUNTRACED) == child);
	kill(child, SIGCONT);
	if (WIFSTOPPED(status))
		EXPECT(waitpid(child, &status, 0) == child);
	EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 5);
	close(ends[0]);
	unlink(path);
}
