/* line.c: splits a byte stream into lines.
 *
 * One struct for each connection, used only by the thread that reads it: no
 * lock. The caller owns the buffer and fills it from the network. An overlong
 * line is discarded while it is received, and the connection stays open. So a
 * peer cannot exhaust a buffer with it.
 */
#include "irc/line.h"

#include <string.h>

#include "base/check.h"
#include "base/words.h"

void line_start(struct line_in *in, char *at, size_t size, size_t line_max, size_t tags_max)
{
	CHECK(size >= LINE_HEADROOM + line_max + 2);
	*in = (struct line_in){
		.at = at, .size = (uint32_t)size, .line_max = (uint32_t)line_max, .tags_max = (uint32_t)tags_max
	};
	in->start = in->end = in->scanned = in->body = LINE_HEADROOM;
}

bool line_fits(const struct line_in *in, size_t size)
{
	return LINE_HEADROOM + (in->end - in->start) < size;
}

void line_move(struct line_in *in, char *at, size_t size)
{
	uint32_t shift = in->start - LINE_HEADROOM;

	CHECK(LINE_HEADROOM + (in->end - in->start) <= size);
	memmove(at + LINE_HEADROOM, in->at + in->start, in->end - in->start);
	in->at = at;
	in->size = (uint32_t)size;
	in->start -= shift;
	in->end -= shift;
	in->scanned -= shift;
	in->body -= shift;
}

char *line_room(struct line_in *in, size_t *room)
{
	if (in->start > LINE_HEADROOM)
		line_move(in, in->at, in->size);
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

/* Starts a line at offset `at`. */
static void begin_at(struct line_in *in, uint32_t at)
{
	in->start = in->scanned = in->body = at;
	in->in_tags = in->odd = false;
}

static bool is_end(char c)
{
	return c == '\n' || c == '\r';
}

void line_keep(struct line_in *in, size_t n)
{
	CHECK(n <= in->end - in->start);
	in->end = in->start + (uint32_t)n;
	begin_at(in, in->start);
}

bool line_drop_blank(struct line_in *in)
{
	static const char mark[] = "\xef\xbb\xbf";
	uint32_t at = in->start;
	bool ended = false;

	for (;;) {
		if (in->end - at >= sizeof mark - 1 && memcmp(in->at + at, mark, sizeof mark - 1) == 0)
			at += sizeof mark - 1;
		else if (at < in->end && (is_end(in->at[at]) || in->at[at] == ' ' || in->at[at] == '\t'))
			ended |= is_end(in->at[at++]);
		else
			break;
	}
	begin_at(in, at);
	return ended;
}

/* The offset of the first line end in text[0 .. n), or n. Sets in->odd if a byte before it is below CR or above ASCII.
 * Most text has none, so it is scanned a word at a time. */
static size_t to_end(struct line_in *in, const char *text, size_t n)
{
	size_t i = 0, above = 0;

	for (; i < n && !is_end(text[i]); i++) {
		while (word_aligned(text + i) && i + WORD_BYTES <= n && !word_has_below(word_at(text + i), '\r' + 1)) {
			above |= word_at(text + i) & WORD_HIGHS;
			i += WORD_BYTES;
		}
		if (i == n || is_end(text[i]))
			break;
		above |= (signed char)text[i] <= '\r';
	}
	in->odd |= above != 0;
	return i;
}

/* Moves `scanned` to the end of the line. False: the line is incomplete; `scanned` is `end`. */
static bool find_end(struct line_in *in)
{
	const char *text = in->at + in->scanned, *space;
	size_t n;

	if (in->scanned == in->start && !in->in_long && in->tags_max > 0 && in->at[in->start] == '@')
		in->in_tags = true;
	n = to_end(in, text, in->end - in->scanned);
	space = in->in_tags ? memchr(text, ' ', n) : NULL;
	if (space != NULL) {
		in->in_tags = false;
		in->body = (uint32_t)(space - in->at) + 1;
	}
	in->scanned += (uint32_t)n;
	return in->scanned < in->end;
}

/* Whether the scanned part of the line, or of its tags, exceeds its limit. */
static bool is_over(const struct line_in *in)
{
	if (in->in_tags) /* the limit includes the space after the tags */
		return in->scanned - in->start + 1 > in->tags_max;
	return in->body - in->start > in->tags_max || in->scanned - in->body > in->line_max;
}

enum line_status line_next(struct line_in *in, char **line, size_t *len, bool empty)
{
	while (in->start < in->end) {
		bool found = find_end(in), over;
		uint32_t from = in->start, stop = in->scanned, crlf;
		if (is_over(in))
			in->in_long = true;
		if (!found) {
			if (in->in_long)
				begin_at(in, in->end);
			return line_fits(in, in->size) ? LINE_NONE : LINE_LARGE;
		}
		crlf = in->at[stop] == '\r' && stop + 1 < in->end && in->at[stop + 1] == '\n';
		in->at[stop] = '\0';
		in->is_ascii = !in->odd;
		begin_at(in, stop + 1 + crlf);
		over = in->in_long;
		in->in_long = false;
		if (over)
			return LINE_LONG;
		if (stop == from && !empty)
			continue;
		*line = in->at + from;
		*len = stop - from;
		return LINE_READY;
	}
	return LINE_NONE;
}
