/* motd.c: the message of the day.
 *
 * Owns one descriptor, opened at start-up: reading by position needs no lock
 * and no memory but the reader's, so the file may have any length. A file
 * that is replaced keeps being read as it was until REHASH: then the number
 * of the descriptor stays, so that those who are just reading need no lock.
 */
#include "server/motd.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/utf8.h"

static int file = -1;

int motd_open(const char *path)
{
	char byte;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || pread(fd, &byte, 1, 0) < 0 || (file >= 0 && dup2(fd, file) < 0)) {
		log_error("--motd: cannot read %s", path); /* it may be a directory */
		if (fd >= 0)
			close(fd);
		return -1;
	}
	if (file < 0)
		file = fd;
	else
		close(fd);
	return 0;
}

bool motd_exists(void)
{
	return file >= 0;
}

/* Makes a line fit to be sent, in place. */
static void clean(char *line)
{
	char *to = line;

	for (const char *from = line; *from != '\0';) {
		size_t n = utf8_char(from, strnlen(from, 4));
		if (n == 0) {
			*to++ = '?';
			from++;
			continue;
		}
		if (n > 1 || ((unsigned char)*from >= ' ' && *from != 0x7f) ||
		    strchr("\2\3\17\26\35\37", *from) != NULL) {
			memmove(to, from, n);
			to += n;
		}
		from += n;
	}
	*to = '\0';
}

bool motd_line(long *at, char *line)
{
	ssize_t n = pread(file, line, MOTD_LINE_MAX, *at);
	char *end;

	if (n <= 0)
		return false;
	end = memchr(line, '\n', (size_t)n);
	if (end != NULL) {
		n = end - line;
		*at += n + 1;
	} else {
		if (n == MOTD_LINE_MAX)
			n = (ssize_t)utf8_cut(line, (size_t)n);
		*at += n;
	}
	for (ssize_t i = 0; i < n; i++)
		if (line[i] == '\0')
			line[i] = '?';
	line[n] = '\0';
	clean(line);
	return true;
}
