/* paste.c: the buffer for pasted text, and the detection of a paste. Pure.
 *
 * Bracketed paste: a terminal sends ESC [ 2 0 0 ~ before a paste and ESC [ 2 0 1 ~ after it (xterm, "Bracketed Paste
 * Mode"). All bytes between them are text. Terminals without it, such as the Linux console, need paste_suspected.
 */
#include "client/tty/paste.h"

#include <string.h>

static const char end_mark[] = "\x1b[201~";

void paste_begin(struct paste *p)
{
	p->len = p->at = p->matched = 0;
	p->too_long = false;
}

void paste_resume(struct paste *p)
{
	if (p->len < p->whole)
		p->bytes[p->len] = '\n'; /* paste_next may have put a NUL here */
	p->len = p->whole;
	p->at = p->matched = 0;
}

size_t paste_size(const struct paste *p)
{
	return p->len;
}

static void keep(struct paste *p, char byte)
{
	if (p->len == PASTE_BYTES)
		p->too_long = true;
	else
		p->bytes[p->len++] = byte != '\0' ? byte : ' ';
}

bool paste_byte(struct paste *p, char byte)
{
	if (byte == end_mark[p->matched]) {
		p->matched++;
		return p->matched == sizeof end_mark - 1;
	}
	/* Only the first byte of the mark can start it again, since that byte occurs nowhere else in it. */
	for (size_t i = 0; i < p->matched; i++)
		keep(p, end_mark[i]);
	p->matched = byte == end_mark[0];
	if (p->matched == 0)
		keep(p, byte);
	return false;
}

void paste_bytes(struct paste *p, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		keep(p, bytes[i]);
}

bool paste_ends(const char *bytes, size_t n)
{
	size_t mark = sizeof end_mark - 1;

	for (size_t i = 0; i + mark <= n; i++)
		if (memcmp(bytes + i, end_mark, mark) == 0)
			return true;
	return false;
}

bool paste_suspected(const char *bytes, size_t n)
{
	int lines = 0;
	char first = '\0'; /* the first byte of the line */

	for (size_t i = 0; i < n; i++) {
		char byte = bytes[i];
		bool end = byte == '\r' || byte == '\n';

		if (!end && byte != '\t' && ((unsigned char)byte < ' ' || byte == 0x7f))
			return false;
		lines += end && first != '\0' && first != '/';
		first = end ? '\0' : first != '\0' ? first : byte;
	}
	return lines >= PASTE_LINES;
}

int paste_lines(struct paste *p)
{
	size_t to = 0;
	char before = '\0';
	int lines = 1;

	if (p->too_long) {
		p->len = p->whole = 0;
		return -1;
	}
	/* Normalizes line ends: CR, LF and CR LF become LF. */
	for (size_t i = 0; i < p->len; i++) {
		char byte = p->bytes[i];
		if (byte != '\n' || before != '\r')
			p->bytes[to++] = byte;
		before = byte;
	}
	p->whole = to;
	while (to > 0 && (p->bytes[to - 1] == '\n' || p->bytes[to - 1] == '\r'))
		to--;
	p->len = to;
	for (size_t i = 0; i < to; i++) {
		if (p->bytes[i] == '\r')
			p->bytes[i] = '\n';
		lines += p->bytes[i] == '\n';
	}
	return to > 0 ? lines : 0;
}

void paste_rewind(struct paste *p)
{
	p->at = 0;
}

bool paste_next(struct paste *p, char **line, size_t *len)
{
	char *start = p->bytes + p->at;

	if (p->at >= p->len)
		return false;
	p->bytes[p->len] = '\0';
	*line = start;
	*len = strcspn(start, "\n");
	start[*len] = '\0';
	p->at += *len + 1;
	return true;
}
