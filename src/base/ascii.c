/* ascii.c: case-insensitive comparison of ASCII. Pure functions. */
#include "base/ascii.h"

bool ascii_equal(const char *a, const char *b)
{
	for (; *a == *b || ascii_fold(*a) == ascii_fold(*b); a++, b++)
		if (*a == '\0')
			return true;
	return false;
}
