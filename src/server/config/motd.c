/* motd.c: the message of the day.
 *
 * Reads one descriptor, which stays open from start-up on: reads by position
 * need no lock, and no memory but the reader's, so the file may have any
 * length. A replaced file is read in its old version until REHASH. The new
 * version then takes over the descriptor's number (kept_file.c), so threads
 * that are reading need no lock.
 */
#include "server/config/motd.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/textfile.h"
#include "base/utf8.h"

static int file = -1;

/* Checks that the file is text and can be read at any position. A device such as /dev/zero would be a message without
 * end. 0, or -1 and errno. */
static int look(int fd)
{
	char mark[3];
	ssize_t n = pread(fd, mark, sizeof mark, 0); /* fails for a directory and for a pipe */
	struct stat st;

	if (n >= 0 && textfile_mark(mark, (size_t)n) < 0) {
		errno = EILSEQ;
		return -1;
	}
	if (n > 0 && (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))) {
		errno = ESPIPE;
		return -1;
	}
	return n < 0 ? -1 : 0;
}

int motd_open(const char *path, int fd)
{
	if (look(fd) < 0) {
		log_error("--motd: cannot read %s", path);
		return -1;
	}
	if (file < 0)
		file = fd;
	return 0;
}

bool motd_exists(void)
{
	return file >= 0;
}

/* Makes a line safe to send, in place, as motd_line says. */
static void clean(char *line)
{
	char *to = line;

	for (const char *from = line; *from != '\0';) {
		size_t n = utf8_char(from, strnlen(from, 4));
		if (n == 0 || *from == '\t') {
			*to++ = n == 0 ? '?' : ' ';
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
	ssize_t n = pread(file, line, MOTD_LINE_BYTES - 1, *at);
	size_t len, next;

	if (*at == 0 && n > 0 && textfile_mark(line, (size_t)n) > 0) {
		*at = textfile_mark(line, (size_t)n);
		n = pread(file, line, MOTD_LINE_BYTES - 1, *at);
	}
	if (n <= 0)
		return false;
	for (ssize_t i = 0; i < n; i++)
		if (line[i] == '\0')
			line[i] = '?';
	line[n] = '\0';
	len = textfile_line(line, &next);
	if (len > MOTD_LINE_MAX)
		len = next = utf8_cut(line, MOTD_LINE_MAX);
	*at += (long)next;
	line[len] = '\0';
	clean(line);
	return true;
}
