/* wake.c: wakes the main thread's wait: a self-pipe, because a signal handler may write to it. */
#include "net/wake.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/log.h"
#include "net/net.h"

static int ends[2] = { -1, -1 };

int wake_open(void)
{
	bool made = pipe(ends) == 0;

	for (int i = 0; made && i < 2; i++)
		made = fcntl(ends[i], F_SETFL, O_NONBLOCK) == 0 && fcntl(ends[i], F_SETFD, FD_CLOEXEC) == 0;
	if (!made)
		log_error("cannot make a pipe");
	return made ? 0 : -1;
}

int wake_descriptor(void)
{
	return ends[0];
}

void wake_clear(void)
{
	char waste[64];

	while (read(ends[0], waste, sizeof waste) > 0)
		;
}

void net_wake(void)
{
	int saved = errno;

	if (write(ends[1], "", 1) < 0) {
		/* The pipe is full: the thread is being woken already. */
	}
	errno = saved;
}
