/* lookup.c: finds a host's addresses while everything else goes on.
 *
 * Resolving waits for nameservers, and that may take half a minute, in which
 * a person wants to type. So a child process does it, which costs nothing but
 * a fork, and writes what it found into a pipe, in one piece.
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
	const char *why; /* a constant: the child is the same program at the same place */
	struct dial_address address[DIAL_ADDRESSES];
};

static int from = -1;
static pid_t child;

/* Signals end the child at once, whatever they mean to the program: the terminal is not the child's to give back. */
static void forget_signals(void)
{
	for (int number = 1; number < 32; number++)
		signal(number, number == SIGTSTP ? SIG_IGN : SIG_DFL); /* SIGKILL and SIGSTOP refuse that */
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
		return;  /* lookup_take says that nothing was found */
	child = _Fork(); /* fork, which readies the C library's locks for the child of many threads, costs 1 KiB more */
	if (child <= 0) { /* without a child it has to wait */
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
	struct answer a = { .why = "the search failed" };
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
