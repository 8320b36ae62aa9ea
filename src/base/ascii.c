/* ascii.c: letters that are the same in both cases. Pure. */
#include "base/ascii.h"

bool ascii_equal(const char *a, const char *b)
{
	while (*a != '\0' && ascii_fold(*a) == ascii_fold(*b)) {
		a++;
		b++;
	}
	return ascii_fold(*a) == ascii_fold(*b);
}
