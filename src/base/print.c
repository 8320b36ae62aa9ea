/* print.c: writes to standard output. Stateless. */
#include "base/print.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

int print(const char *s, size_t n)
{
	while (n > 0) {
		ssize_t wrote = write(STDOUT_FILENO, s, n);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return -1;
		s += wrote;
		n -= (size_t)wrote;
	}
	return 0;
}

#define UNREAD_MS 200 /* longest wait for a reader, milliseconds */
#define PIECE 256 /* most bytes that any ready output accepts without blocking: a pipe 4,096, a terminal this many */

int print_if_read(const char *s, size_t n)
{
	while (n > 0) {
		struct pollfd p = { .fd = STDOUT_FILENO, .events = POLLOUT };
		size_t piece = n < PIECE ? n : PIECE;
		if (poll(&p, 1, UNREAD_MS) <= 0) {
			errno = EAGAIN;
			return -1;
		}
		if (print(s, piece) < 0)
			return -1;
		s += piece;
		n -= piece;
	}
	return 0;
}

int print_secure(void)
{
	for (;;) {
		int fd = open("/dev/null", O_RDWR);
		if (fd < 0)
			return -1;
		if (fd > STDERR_FILENO)
			return close(fd);
	}
}
