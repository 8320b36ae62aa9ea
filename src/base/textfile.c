/* textfile.c: reads small text files from any editor on any system. Stateless.
 *
 * The only reader of the files that users name to linnetd and linnet. A byte
 * order mark, the line ends of other systems or a missing end of the last line
 * never become part of a password, a name or a displayed line.
 */
#include "base/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/reason.h"

/* Reads at most `size` bytes from offset `at`, until the end of the file. Returns the bytes, or -1 and errno. A pipe,
 * such as the shell's <(...), is read from its current position instead. */
static long fill(int fd, off_t at, char *to, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t n = pread(fd, to + len, size - len, at + (off_t)len);
		if (n < 0 && errno == ESPIPE)
			n = read(fd, to + len, size - len);
		if (n == 0)
			break;
		if (n > 0)
			len += (size_t)n;
		else if (errno != EINTR)
			return -1;
	}
	return (long)len;
}

/* The same from the start, without a byte order mark. */
static long fill_behind_mark(int fd, char *to, size_t size)
{
	long n = fill(fd, 0, to, size < 3 ? size : 3), at = n, more;
	int mark = n < 0 ? 0 : textfile_mark(to, (size_t)n);

	if (mark < 0)
		errno = EILSEQ;
	if (n < 0 || mark < 0)
		return -1;
	n -= mark;
	more = fill(fd, at, to + n, size - (size_t)n);
	return more < 0 ? -1 : n + more;
}

static long load(const char *path, int fd, char *to, size_t size)
{
	int opened = fd >= 0 ? -1 : open(path, O_RDONLY | O_CLOEXEC), error;
	long n = fd < 0 && opened < 0 ? -1 : fill_behind_mark(fd >= 0 ? fd : opened, to, size);

	error = errno;
	if (opened >= 0)
		close(opened);
	errno = error;
	return n;
}

static long wrong(struct buf *why, int error)
{
	errno = error;
	buf_str(why, reason(error));
	return -1;
}

static long too_long(struct buf *why, const char *part, size_t size)
{
	errno = EFBIG;
	buf_fmt(why, "%s is too long: at most %zu bytes", part, size - 1);
	return -1;
}

long textfile_read(const char *path, int fd, char *to, size_t size, struct buf *why)
{
	long n = load(path, fd, to, size);

	if (n < 0)
		return wrong(why, errno);
	if ((size_t)n == size)
		return too_long(why, "it", size);
	if (memchr(to, '\0', (size_t)n) != NULL)
		return wrong(why, EILSEQ);
	to[n] = '\0';
	return n;
}

long textfile_first_line(const char *path, int fd, char *to, size_t size, struct buf *why)
{
	long n = load(path, fd, to, size);
	size_t len = 0;

	if (n < 0)
		return wrong(why, errno);
	while (len < (size_t)n && to[len] != '\n' && to[len] != '\r' && to[len] != '\0')
		len++;
	if (len == size)
		return too_long(why, "its first line", size);
	if (len < (size_t)n && to[len] == '\0')
		return wrong(why, EILSEQ);
	to[len] = '\0';
	if (strspn(to, " \t") < len)
		return (long)len;
	buf_str(why, "its first line is empty");
	errno = EINVAL;
	return -1;
}

size_t textfile_line(const char *text, size_t *next)
{
	size_t n = strcspn(text, "\r\n");

	*next = n + (text[n] == '\r' && text[n + 1] == '\n' ? 2 : text[n] != '\0');
	return n;
}

int textfile_mark(const char *text, size_t n)
{
	if (n >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
		return -1;
	return n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}
