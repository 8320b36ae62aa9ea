/* lock.c: the chat lock. The rules stand in lock.h. */
#include "chat/lock.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static int waiting; /* threads in chat_wait */

_Thread_local bool chat_locked;

void chat_lock_init(void)
{
	pthread_condattr_t attr;

	/* Waits count in time that never jumps: a board learns the date late. */
	if (pthread_condattr_init(&attr) != 0 || pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) != 0 ||
	    pthread_cond_init(&changed, &attr) != 0)
		bug("no condition variable");
}

void chat_lock(void)
{
	if (pthread_mutex_lock(&mutex) != 0)
		bug("chat_lock");
	chat_locked = true;
}

void chat_unlock(void)
{
	chat_locked = false;
	if (pthread_mutex_unlock(&mutex) != 0)
		bug("chat_unlock");
}

void chat_not_locked(const char *file, int line)
{
	bug_at(file, line, "the chat lock is not held");
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
	chat_locked = false;
	result = pthread_cond_timedwait(&changed, &mutex, &until);
	chat_locked = true;
	waiting--;
	CHECK(result == 0 || result == ETIMEDOUT);
}

bool chat_has_waiters(void)
{
	ASSERT_CHAT_LOCKED();
	return waiting > 0;
}

void chat_wake(void)
{
	ASSERT_CHAT_LOCKED();
	if (waiting > 0)
		pthread_cond_broadcast(&changed);
}
