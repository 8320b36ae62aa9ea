/* line.c: a stream of bytes in, whole lines out.
 *
 * One struct for each connection, used by the one thread that reads it: no
 * lock. The caller brings the buffer and fills it from the network. Overlong
 * lines and tags are never stored: they are counted while they pass, so a
 * peer can neither fill anything nor lose its connection by them.
 */
#include "irc/line.h"

#include <string.h>

#include "base/check.h"
#include "limits.h"

void line_start(struct line_in *in, char *at, size_t size, size_t line_max, bool drop_tags)
{
	CHECK(size >= LINE_HEADROOM + line_max + 2);
	*in = (struct line_in){
		.at = at, .size = (uint32_t)size, .line_max = (uint32_t)line_max, .drop_tags = drop_tags
	};
	in->start = in->end = in->scanned = LINE_HEADROOM;
}

char *line_room(struct line_in *in, size_t *room)
{
	if (in->start > LINE_HEADROOM) {
		uint32_t shift = in->start - LINE_HEADROOM;
		memmove(in->at + LINE_HEADROOM, in->at + in->start, in->end - in->start);
		in->start -= shift;
		in->end -= shift;
		in->scanned -= shift;
	}
	*room = in->size - in->end;
	return in->at + in->end;
}

void line_filled(struct line_in *in, size_t n)
{
	CHECK(n <= in->size - in->end);
	in->end += (uint32_t)n;
}

size_t line_pending(const struct line_in *in, const char **bytes)
{
	*bytes = in->at + in->start;
	return in->end - in->start;
}

/* Forgets the bytes before `at`; they are not part of a line that anyone gets. */
static void skip_to(struct line_in *in, uint32_t at)
{
	in->start = at;
	if (in->scanned < at)
		in->scanned = at;
}

static bool is_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Cuts tags off while they come in. False: more bytes are needed to know where they end. */
static bool pass_tags(struct line_in *in)
{
	uint32_t i = in->start;

	if (!in->in_tags) {
		if (!in->drop_tags || in->in_long || i == in->end || in->at[i] != '@')
			return true;
		in->in_tags = true;
		in->tags = 0;
	}
	while (i < in->end && in->at[i] != ' ' && !is_end(in->at[i]))
		i++;
	in->tags += i - in->start;
	if (in->tags >= CLIENT_TAGS_MAX) { /* the space behind them is part of the limit */
		in->tags = CLIENT_TAGS_MAX;
		in->in_long = true;
	}
	skip_to(in, i);
	if (i == in->end)
		return false;
	in->in_tags = false;
	while (in->start < in->end && in->at[in->start] == ' ')
		skip_to(in, in->start + 1);
	return true;
}

/* The line end at or after scanned, or end. */
static uint32_t find_end(struct line_in *in)
{
	while (in->scanned < in->end && !is_end(in->at[in->scanned]))
		in->scanned++;
	return in->scanned;
}

enum line_status line_next(struct line_in *in, char **line, size_t *len, bool empty)
{
	while (in->start < in->end) {
		uint32_t stop, from, size;
		bool crlf;

		if (!pass_tags(in))
			return LINE_NONE;
		stop = find_end(in);
		from = in->start;
		size = stop - from;
		if (stop == in->end) {
			/* One byte more than a line may have is kept, so that "at the limit" is told from "past it". */
			if (size > in->line_max)
				in->in_long = true;
			if (in->in_long)
				skip_to(in, stop);
			return LINE_NONE;
		}
		crlf = in->at[stop] == '\r' && stop + 1 < in->end && in->at[stop + 1] == '\n';
		in->at[stop] = '\0';
		skip_to(in, stop + 1 + crlf);
		if (in->in_long || size > in->line_max) {
			in->in_long = false;
			return LINE_LONG;
		}
		if (size == 0 && !empty)
			continue;
		*line = in->at + from;
		*len = size;
		return LINE_READY;
	}
	return LINE_NONE;
}
