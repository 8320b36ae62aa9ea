/* lookup.c: resolves a host name in the background.
 *
 * Name resolution blocks for up to half a minute, in which the user wants to type. So a child process does it, and
 * writes the result to a pipe in a single write. That costs no more than a fork.
 */
#define _GNU_SOURCE /* _Fork, pipe2 (POSIX.1-2024) */

#include "client/conn/lookup.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

struct answer {
	int count;
	const char *why; /* a constant: the child runs the same image, so the pointer is valid here */
	struct dial_address address[DIAL_ADDRESSES];
};

static int from = -1;
static pid_t child;

/* Resets all signals to their defaults: the child must die at once, and must not restore the terminal, which is the
 * parent's. */
static void forget_signals(void)
{
	for (int number = 1; number < 32; number++)
		signal(number, number == SIGTSTP ? SIG_IGN : SIG_DFL); /* fails for SIGKILL and SIGSTOP */
}

static void look(const char *host, int to)
{
	struct answer a = { .why = "" };

	a.count = dial_resolve(host, a.address, DIAL_ADDRESSES, &a.why);
	if (write(to, &a, sizeof a) != sizeof a)
		_exit(1);
}

void lookup_start(const char *host)
{
	int ends[2];

	lookup_stop();
	if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) < 0)
		return;  /* lookup_take reports the failure */
	child = _Fork(); /* fork would also prepare the C library's locks for a threaded parent, and would cost 1 KiB */
	if (child <= 0) { /* no child: resolve here, and block */
		if (child == 0)
			forget_signals();
		look(host, ends[1]);
		if (child == 0)
			_exit(0);
	}
	close(ends[1]);
	from = ends[0];
}

int lookup_fd(void)
{
	return from;
}

int lookup_take(struct dial_address *to, const char **why)
{
	struct answer a = { .why = "the lookup failed" };
	ssize_t n = read(from, &a, sizeof a);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return -1;
	lookup_stop();
	*why = a.why;
	for (int i = 0; i < a.count; i++)
		to[i] = a.address[i];
	return a.count;
}

void lookup_stop(void)
{
	if (from < 0)
		return;
	close(from);
	from = -1;
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	child = 0;
}
