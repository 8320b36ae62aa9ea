/* line.h: splits a byte stream into lines. */
#ifndef IRC_LINE_H
#define IRC_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Free bytes before the first line, so that a line can grow to the left in place (see irc/plain.c). */
#define LINE_HEADROOM 8

/* One connection's input. The fields are line.c's own. */
struct line_in {
	char *at;      /* the buffer; unread bytes are [start, end) */
	uint32_t size; /* of the buffer */
	uint32_t start, end;
	uint32_t scanned;  /* no line end in [start, scanned) */
	uint32_t body;     /* start of the line after its tags; equals start if it has none */
	uint32_t line_max; /* longest line without its tags and its end, bytes */
	uint32_t tags_max; /* longest tags, from '@' to the space after them, bytes; 0: they are part of the line */
	bool in_tags;      /* the end of the tags has not been received yet */
	bool in_long;      /* the end of an overlong line has not been received yet */
	bool odd;          /* [start, scanned) has bytes that line_is_ascii excludes */
	bool is_ascii;     /* see line_is_ascii */
};

enum line_status {
	LINE_NONE, /* no complete line: read more */
	LINE_READY,
	LINE_LONG,  /* a line or its tags exceeded the limit: it was discarded; continue with the next one */
	LINE_LARGE, /* an incomplete line within its limits fills the buffer: line_move to a larger one, read more */
};

/* Starts with an empty buffer of `size` bytes, at least LINE_HEADROOM + line_max + 2. Tags before a line, from '@' to a
 * space, may take up to tags_max bytes in addition to line_max; 0: lines have no tags. */
void line_start(struct line_in *in, char *at, size_t size, size_t line_max, size_t tags_max);

/* Copies the unread bytes into another buffer and continues there; they must fit (line_fits). */
void line_move(struct line_in *in, char *at, size_t size);

/* Whether the unread bytes, and at least one more, fit into a buffer of `size` bytes. */
bool line_fits(const struct line_in *in, size_t size);

/* The free part of the buffer, for the next read. *room: its size, at least one byte after LINE_NONE. */
char *line_room(struct line_in *in, size_t *room);

/* n bytes have been written to line_room. */
void line_filled(struct line_in *in, size_t n);

/* The next line, with its tags, without its end, NUL-terminated. It stays valid until line_room is called. A line ends
 * with CR, LF or both (Modern IRC, "Compatibility with incorrect software"). Empty lines are skipped, unless `empty` is
 * set. */
enum line_status line_next(struct line_in *in, char **line, size_t *len, bool empty);

/* Whether the last line of line_next has only ASCII characters from U+000E on, so no NUL and no invalid UTF-8. False:
 * not known. It costs nothing, because the search for the line's end finds it out. */
static inline bool line_is_ascii(const struct line_in *in)
{
	return in->is_ascii;
}

/* Skips empty lines, spaces and byte order marks (U+FEFF) at the start. True: a line end was among them. Only before
 * the first line_next. */
bool line_drop_blank(struct line_in *in);

/* The unread bytes, such as the start of an incomplete line. Returns their number. */
size_t line_pending(const struct line_in *in, const char **bytes);

/* Keeps only the first n unread bytes, and scans them again: the caller has changed them. */
void line_keep(struct line_in *in, size_t n);

#endif
