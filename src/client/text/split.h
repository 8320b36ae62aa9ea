/* split.h: splits text of any length and content into messages. */
#ifndef CLIENT_TEXT_SPLIT_H
#define CLIENT_TEXT_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

/* A text being split. Initialize `text` and `len`; `part` holds the part that was cut last. */
struct say {
	const char *text;
	size_t len;
	char part[512 + 1];
};

/* Cuts the next part of the text, of 1 to `room` bytes (at least 4, at most 512), into s->part: after a space if
 * possible, otherwise at a character boundary. Invalid UTF-8 and control bytes are replaced as in text_clean;
 * formatting codes stay. Returns the part's length, 0 at the end of the text. */
size_t split_next(struct say *s, size_t room);

/* The length of the first piece of text[0 .. n), when no more than n bytes fit: up to its last space if that is in the
 * second half, otherwise up to a character boundary. */
size_t split_cut(const char *text, size_t n);

#endif
