/* lock.c: the chat lock. The rules stand in lock.h. */
#include "chat/lock.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static int waiting; /* threads in chat_wait */

/* Who holds the mutex, 0 for nobody. Each thread only ever asks whether it is itself, so no ordering is needed. */
static _Atomic uintptr_t holder;

void chat_lock_init(void)
{
	pthread_condattr_t attr;

	/* Waits count in time that never jumps: a board learns the date late. */
	if (pthread_condattr_init(&attr) != 0 || pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) != 0 ||
	    pthread_cond_init(&changed, &attr) != 0)
		bug("no condition variable");
}

static void set_holder(uintptr_t who)
{
	atomic_store_explicit(&holder, who, memory_order_relaxed);
}

void chat_lock(void)
{
	if (pthread_mutex_lock(&mutex) != 0)
		bug("chat_lock");
	set_holder((uintptr_t)pthread_self());
}

void chat_unlock(void)
{
	set_holder(0);
	if (pthread_mutex_unlock(&mutex) != 0)
		bug("chat_unlock");
}

void chat_assert_locked(const char *file, int line)
{
	if (!chat_locked())
		bug_at(file, line, "the chat lock is not held");
}

bool chat_locked(void)
{
	return atomic_load_explicit(&holder, memory_order_relaxed) == (uintptr_t)pthread_self();
}

void chat_wait(uint32_t ms)
{
	struct timespec until;
	int result;

	ASSERT_CHAT_LOCKED();
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	waiting++;
	set_holder(0);
	result = pthread_cond_timedwait(&changed, &mutex, &until);
	set_holder((uintptr_t)pthread_self());
	waiting--;
	CHECK(result == 0 || result == ETIMEDOUT);
}

void chat_wake(void)
{
	ASSERT_CHAT_LOCKED();
	if (waiting > 0)
		pthread_cond_broadcast(&changed);
}
