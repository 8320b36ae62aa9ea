/* sys.c: lwIP's sys_arch, its operating system layer.
 *
 * Semaphores and mailboxes are built on POSIX mutexes and condition variables,
 * all by value. Threads run on lwip_stacks and begin at port_start_threads.
 * There are two: lwIP's own, which runs its timers, and the reader of the TAP
 * device (port.c). When a mailbox is full, sys_mbox_post waits and
 * sys_mbox_trypost returns ERR_MEM.
 */
#include <lwip/sys.h>

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include <lwip/tcpip.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/lwip/port.h"

/* ---- semaphores and mutexes ---- */

static void wait_init(pthread_mutex_t *lock, pthread_cond_t *changed)
{
	pthread_condattr_t attr;

	CHECK(pthread_mutex_init(lock, NULL) == 0);
	CHECK(pthread_condattr_init(&attr) == 0);
	CHECK(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
	CHECK(pthread_cond_init(changed, &attr) == 0);
}

err_t sys_sem_new(sys_sem_t *s, u8_t count)
{
	wait_init(&s->lock, &s->changed);
	s->count = count;
	s->valid = true;
	return ERR_OK;
}

void sys_sem_free(sys_sem_t *s)
{
	s->valid = false;
}

void sys_sem_signal(sys_sem_t *s)
{
	pthread_mutex_lock(&s->lock);
	s->count++;
	pthread_cond_signal(&s->changed);
	pthread_mutex_unlock(&s->lock);
}

u32_t sys_arch_sem_wait(sys_sem_t *s, u32_t ms)
{
	struct timespec until;
	int error = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&s->lock);
	while (s->count == 0 && error != ETIMEDOUT)
		error = ms == 0 ? pthread_cond_wait(&s->changed, &s->lock)
		                : pthread_cond_timedwait(&s->changed, &s->lock, &until);
	if (s->count > 0) {
		s->count--;
		error = 0;
	}
	pthread_mutex_unlock(&s->lock);
	return error == 0 ? 0 : SYS_ARCH_TIMEOUT;
}

err_t sys_mutex_new(sys_mutex_t *m)
{
	CHECK(pthread_mutex_init(&m->lock, NULL) == 0);
	m->valid = true;
	return ERR_OK;
}

void sys_mutex_free(sys_mutex_t *m)
{
	m->valid = false;
}

void sys_mutex_lock(sys_mutex_t *m)
{
	pthread_mutex_lock(&m->lock);
	m->holder = (void *)pthread_self();
}

void sys_mutex_unlock(sys_mutex_t *m)
{
	m->holder = NULL;
	pthread_mutex_unlock(&m->lock);
}

static bool started; /* until then there is one thread, and no locks are needed */

int port_core_locked(void)
{
	return !started || lock_tcpip_core.holder == (void *)pthread_self();
}

/* ---- threads ---- */

#define PAINT 0x5ac3u
#define CANARY 32 /* bytes at the low end of each stack, painted: a write there is a stack overflow */

struct port_thread lwip_stacks[PORT_THREADS];
static struct {
	void (*run)(void *);
	void *with;
} threads[PORT_THREADS];
static int thread_count;

sys_thread_t sys_thread_new(const char *name, lwip_thread_fn run, void *with, int stack_bytes, int priority)
{
	(void)name;
	(void)stack_bytes; /* always LWIP_STACK */
	(void)priority;
	CHECK(thread_count < PORT_THREADS);
	threads[thread_count].run = run;
	threads[thread_count].with = with;
	memset(lwip_stacks[thread_count].stack.bytes, (int)PAINT, CANARY);
	return thread_count++;
}

static void *run_thread(void *index)
{
	int i = (int)(intptr_t)index;

	threads[i].run(threads[i].with);
	bug("a thread of the network has ended");
}

__attribute__((no_sanitize("thread"))) /* it reads canaries in the other thread's stack */
static void
check_canaries(void)
{
	for (int i = 0; i < thread_count; i++)
		for (int at = 0; at < CANARY; at++)
			if (lwip_stacks[i].stack.bytes[at] != (char)PAINT)
				bug("a thread of the network has run over its stack: raise LWIP_STACK in limits.h");
}

/* The threads block all signals: the main thread handles them. */
void port_start_threads(void)
{
	sigset_t all, before;

	sigfillset(&all);
	sigdelset(&all, SIGSYS); /* the sandbox reports a forbidden system call with it */
	started = true;
	pthread_sigmask(SIG_SETMASK, &all, &before);
	for (int i = 0; i < thread_count; i++) {
		pthread_attr_t attr;
		pthread_t thread;
		if (pthread_attr_init(&attr) != 0 || pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED) != 0 ||
		    pthread_attr_setstack(&attr, &lwip_stacks[i].stack, sizeof lwip_stacks[i].stack) != 0)
			bug("a stack of the network's was not accepted");
		errno = pthread_create(&thread, &attr, run_thread, (void *)(intptr_t)i);
		if (errno != 0) {
			log_error("cannot start a thread for the network");
			bug("threads");
		}
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* ---- mailboxes ---- */

err_t sys_mbox_new(sys_mbox_t *m, int size)
{
	if (size > TCPIP_MBOX_SIZE)
		return ERR_MEM;
	m->first = m->count = 0;
	CHECK(pthread_mutex_init(&m->lock, NULL) == 0);
	return sys_sem_new(&m->messages, 0);
}

void sys_mbox_free(sys_mbox_t *m)
{
	sys_sem_free(&m->messages);
}

err_t sys_mbox_trypost(sys_mbox_t *m, void *message)
{
	bool room;

	pthread_mutex_lock(&m->lock);
	room = m->count < TCPIP_MBOX_SIZE;
	if (room)
		m->ring[(m->first + m->count++) % TCPIP_MBOX_SIZE] = message;
	pthread_mutex_unlock(&m->lock);
	if (!room)
		return ERR_MEM;
	sys_sem_signal(&m->messages);
	return ERR_OK;
}

void sys_mbox_post(sys_mbox_t *m, void *message)
{
	struct timespec moment = { .tv_nsec = 1000000 };

	while (sys_mbox_trypost(m, message) != ERR_OK)
		nanosleep(&moment, NULL);
}

static void *take_message(sys_mbox_t *m)
{
	void *message;

	pthread_mutex_lock(&m->lock);
	message = m->ring[m->first];
	m->first = (m->first + 1) % TCPIP_MBOX_SIZE;
	m->count--;
	pthread_mutex_unlock(&m->lock);
	return message;
}

/* lwIP's own thread calls this between its timers. */
u32_t sys_arch_mbox_fetch(sys_mbox_t *m, void **message, u32_t ms)
{
	check_canaries();
	if (sys_arch_sem_wait(&m->messages, ms) == SYS_ARCH_TIMEOUT)
		return SYS_ARCH_TIMEOUT;
	*message = take_message(m);
	return 0;
}

/* ---- time and random numbers ---- */

void sys_init(void)
{
}

u32_t sys_now(void)
{
	return (u32_t)clock_ms();
}

uint32_t port_random(void)
{
	uint32_t value;

	CHECK(getrandom(&value, sizeof value, 0) == sizeof value);
	return value;
}
