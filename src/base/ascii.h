/* ascii.h: letters that are the same in both cases. No locale. */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

#include <stdbool.h>

/* A small letter for a capital one of ASCII; any other byte as it is. */
static inline char ascii_fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* True when two texts are the same but for the case of such letters. */
bool ascii_equal(const char *a, const char *b);

#endif
