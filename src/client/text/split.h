/* split.h: text of any length and content as messages. */
#ifndef CLIENT_TEXT_SPLIT_H
#define CLIENT_TEXT_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

/* A text on its way. Start with the text and its length; the other fields are split.c's own. */
struct say {
	const char *text;
	size_t len;
	char part[512 + 1];
};

/* Cuts the next part of the text, of 1 to `room` bytes (at least 4, at most 512), into s->part: at a space where there
 * is one, else where a character ends. What is no UTF-8 and control bytes are replaced as text_clean does; formatting
 * codes stay. Returns the bytes, 0 when all is said. */
size_t split_next(struct say *s, size_t room);

/* Bytes of text[0 .. n) up to where it is cut when no more than n are taken at once: behind its last space, when that
 * is in the second half, else where a character ends. */
size_t split_cut(const char *text, size_t n);

#endif
