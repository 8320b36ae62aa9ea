/* print.c: to standard output, for whoever started the program. Stateless. */
#include "base/print.h"

#include <errno.h>
#include <fcntl.h>
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
