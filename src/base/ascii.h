/* ascii.h: case-insensitive comparison of ASCII, without a locale. */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

#include <stdbool.h>

/* Lower case of an ASCII letter; any other byte is unchanged. */
static inline char ascii_fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Whether two texts are equal but for the case of ASCII letters. */
bool ascii_equal(const char *a, const char *b);

#endif
