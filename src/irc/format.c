/* format.c: formats of outgoing lines and of dates. Pure functions; the caller's buffer has at least FORMAT_BYTES. */
#include "irc/format.h"

#include "base/check.h"
#include "base/clock.h"
#include "base/utf8.h"

static void put_date(struct buf *b, uint64_t wall_ms, char between)
{
	struct clock_date d;

	clock_date(wall_ms / 1000, &d);
	buf_fmt(b, "%04d-%02d-%02d%c%02d:%02d:%02d", d.year, d.month, d.day, between, d.hour, d.minute, d.second);
}

void format_time(struct buf *b, uint64_t wall_ms)
{
	put_date(b, wall_ms, 'T');
	buf_fmt(b, ".%03uZ", (unsigned)(wall_ms % 1000));
}

void format_stamp(struct buf *b, uint64_t seconds)
{
	put_date(b, seconds * 1000, 'T');
	buf_char(b, 'Z');
}

void format_date(struct buf *b, uint64_t wall_ms)
{
	put_date(b, wall_ms, ' ');
	buf_str(b, " UTC");
}

/* Reads `digits` digits and the character `end` (0: none) after them; moves *text past them. -1: they are not there. */
static int read_number(const char **text, int digits, char end)
{
	int n = 0;

	for (; digits > 0; digits--, ++*text) {
		if (**text < '0' || **text > '9')
			return -1;
		n = n * 10 + (**text - '0');
	}
	if (end != '\0' && *(*text)++ != end)
		return -1;
	return n;
}

int format_read_time(const char *text, uint64_t *wall_ms)
{
	struct clock_date d;
	unsigned ms = 0, weight = 100;

	/* The order matters: each call moves text. */
	if ((d.year = read_number(&text, 4, '-')) < 1970 || (d.month = read_number(&text, 2, '-')) < 1 ||
	    d.month > 12 || (d.day = read_number(&text, 2, 'T')) < 1 || d.day > 31 ||
	    (d.hour = read_number(&text, 2, ':')) < 0 || d.hour > 23 || (d.minute = read_number(&text, 2, ':')) < 0 ||
	    d.minute > 59 || (d.second = read_number(&text, 2, '\0')) < 0 || d.second > 60)
		return -1;
	if (*text == '.')
		for (text++; *text >= '0' && *text <= '9'; text++, weight /= 10)
			ms += weight * (unsigned)(*text - '0');
	if (text[0] != 'Z' || text[1] != '\0')
		return -1;
	*wall_ms = clock_seconds(&d) * 1000 + ms;
	return 0;
}

void format_end(struct buf *b)
{
	const size_t most = LINE_MAX_BYTES - 2;

	CHECK(b->size > most + 2);
	if (b->len > most)
		b->len = most;
	if (b->len == most || b->overflow)
		b->len = utf8_cut(b->at, b->len);
	b->overflow = false;
	buf_bytes(b, "\r\n", 2);
}
