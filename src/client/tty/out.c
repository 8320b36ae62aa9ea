/* out.c: buffered writing to the standard output, and unbuffered writing to the standard error.
 *
 * Owns the output buffer. A write blocks until the reader has taken it, because a chat with missing lines would be of
 * no use. Only a signal that asks to quit ends the wait.
 */
#include "client/tty/out.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/reason.h"
#include "client/client_limits.h"
#include "client/tty/term.h"

/* Bytes that a writable pipe takes without blocking (pipe(7): PIPE_BUF). */
#define PIPE_BYTES 4096

static struct {
	bool terminal, broken;
	char bytes[OUTPUT_BYTES];
	size_t len;
} out;

void out_open(bool terminal)
{
	out.terminal = terminal;
}

/* Waits until some bytes can be written. False: a signal asks to quit, and the reader does not read. On a terminal,
 * write() itself blocks and a signal interrupts it. */
static bool wait_for_reader(int fd)
{
	struct pollfd p[2] = { { .fd = fd, .events = POLLOUT }, { .fd = term_wake_fd(), .events = POLLIN } };

	while (!out.terminal && poll(p, 2, term_stop_signal() == 0 ? -1 : 0) < 0)
		;
	return out.terminal || p[0].revents != 0;
}

static void write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0 && wait_for_reader(fd)) {
		ssize_t done = write(fd, bytes, n < PIPE_BYTES ? n : PIPE_BYTES);
		if (done < 0 && errno == EINTR && term_stop_signal() == 0)
			continue;
		if (done < 0) {
			if (fd == STDOUT_FILENO && !out.broken && errno != EINTR) {
				out.broken = true;
				if (errno != EPIPE && !out.terminal)
					log_errorx("cannot write: %s", reason(errno));
			}
			return;
		}
		bytes += done;
		n -= (size_t)done;
	}
}

void out_flush(void)
{
	write_all(STDOUT_FILENO, out.bytes, out.len);
	out.len = 0;
}

void out_put(const char *bytes, size_t n)
{
	while (n > 0) {
		size_t part = sizeof out.bytes - out.len;
		if (part > n)
			part = n;
		memcpy(out.bytes + out.len, bytes, part);
		out.len += part;
		bytes += part;
		n -= part;
		if (out.len == sizeof out.bytes)
			out_flush();
	}
}

void out_str(const char *s)
{
	out_put(s, strlen(s));
}

void out_fmt(const char *format, ...)
{
	static char text[OUT_FORMAT + 1];
	va_list args;
	struct buf b;

	va_start(args, format);
	buf_vinit(&b, text, sizeof text, format, args);
	va_end(args);
	out_put(b.at, b.len);
}

void out_error(const char *bytes, size_t n)
{
	write_all(STDERR_FILENO, bytes, n);
}

bool out_writable(void)
{
	int flags = fcntl(STDOUT_FILENO, F_GETFL);

	return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
}

void out_lost(void)
{
	out.broken = true;
}

bool out_broken(void)
{
	return out.broken;
}
