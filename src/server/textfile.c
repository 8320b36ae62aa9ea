/* textfile.c: small files that linnetd is told to read. Stateless. */
#include "server/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/log.h"

long textfile_read(const char *option, const char *path, char *to, size_t size)
{
	size_t len = 0;
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		log_error("--%s: cannot read %s", option, path);
		return -1;
	}
	while (len < size && (n = read(fd, to + len, size - len)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			log_error("--%s: cannot read %s", option, path);
			close(fd);
			return -1;
		}
		len += (size_t)n;
	}
	close(fd);
	if (len < size) {
		to[len] = '\0';
		return (long)len;
	}
	log_errorx("--%s: %s is too long: at most %zu bytes", option, path, size - 1);
	return -1;
}
