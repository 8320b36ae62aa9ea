/* format.c: lines as they go out on the wire. Pure: the caller brings the buffer, of at least FORMAT_BYTES. */
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

void format_time_tag(struct buf *b, uint64_t wall_ms)
{
	buf_str(b, "@time=");
	put_date(b, wall_ms, 'T');
	buf_fmt(b, ".%03uZ ", (unsigned)(wall_ms % 1000));
}

void format_date(struct buf *b, uint64_t wall_ms)
{
	put_date(b, wall_ms, ' ');
	buf_str(b, " UTC");
}

void format_end(struct buf *b, size_t tags)
{
	size_t most = tags + LINE_MAX_BYTES - 2;

	CHECK(b->size > most + 2 && b->len >= tags);
	if (b->len > most)
		b->len = most;
	if (b->len == most || b->overflow)
		b->len = utf8_cut(b->at, b->len);
	b->overflow = false;
	buf_bytes(b, "\r\n", 2);
}
