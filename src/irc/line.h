/* line.h: a stream of bytes in, whole lines out. */
#ifndef IRC_LINE_H
#define IRC_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes free in front of the first line, so that a line can grow to the left in place (see irc/plain.c). */
#define LINE_HEADROOM 8

/* One connection's input. The fields are line.c's own. */
struct line_in {
	char *at;      /* the buffer; unread bytes stand at [start, end) */
	uint32_t size; /* of the buffer */
	uint32_t start, end;
	uint32_t scanned;  /* no line end in [start, scanned) */
	uint32_t body;     /* where the line begins behind its tags; start as long as there are none */
	uint32_t line_max; /* the longest line without its tags and its end, bytes */
	uint32_t tags_max; /* the longest tags, from '@' to the space behind them; 0: they are part of the line */
	bool in_tags;      /* the rest of the tags has yet to come */
	bool in_long;      /* the rest of an overlong line has yet to come */
	bool odd;          /* in [start, scanned) are bytes that a line of plain ASCII has not */
	bool is_ascii;     /* see line_is_ascii */
};

enum line_status {
	LINE_NONE, /* no whole line is there: read more */
	LINE_READY,
	LINE_LONG,  /* a line, or its tags, was over its limit: it is left out, the next one is unharmed */
	LINE_LARGE, /* a line within its limits fills the whole buffer: line_move it to a larger one, read more */
};

/* Starts with an empty buffer of `size` bytes: at least LINE_HEADROOM + line_max + 2. What stands in front of a line as
 * its tags, from '@' to a space, may be up to tags_max bytes beside line_max; 0: there is no such thing. */
void line_start(struct line_in *in, char *at, size_t size, size_t line_max, size_t tags_max);

/* Goes on in another buffer, into which what is pending is copied: it must fit (line_fits). */
void line_move(struct line_in *in, char *at, size_t size);
bool line_fits(const struct line_in *in, size_t size);

/* Where the next bytes go, and how many fit: at least one, when line_next has said LINE_NONE. */
char *line_room(struct line_in *in, size_t *room);

/* n bytes were written to line_room. */
void line_filled(struct line_in *in, size_t n);

/* The next line, tags included, without its end, and with a NUL behind it; it stays valid until line_room is called. A
 * line ends with CR, LF or both (Modern IRC, "Compatibility with incorrect software"); empty lines are left out, unless
 * `empty` is set: then a line of no bytes is one too. */
enum line_status line_next(struct line_in *in, char **line, size_t *len, bool empty);

/* True when the line that line_next has returned has only ASCII characters from U+000E on: no NUL, and valid UTF-8.
 * Found out in passing, while the line's end was looked for; false says nothing. */
static inline bool line_is_ascii(const struct line_in *in)
{
	return in->is_ascii;
}

/* Drops empty lines, spaces and byte order marks (U+FEFF) that come before anything else; true when a line end was
 * among them. To be called before the first line_next. */
bool line_drop_blank(struct line_in *in);

/* What has come so far of the line that is not whole yet. */
size_t line_pending(const struct line_in *in, const char **bytes);

/* Keeps only the first n bytes of that, which have changed: nothing of them has been looked at. */
void line_keep(struct line_in *in, size_t n);

#endif
