/* number.c: parses decimal numbers. Pure functions. */
#include "base/number.h"

#include <string.h>

#define DIGITS_MAX 9

long number_read(const char *text, long least, long most)
{
	long value = 0;

	if (*text == '\0' || strlen(text) > DIGITS_MAX)
		return -1;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		value = value * 10 + (*text - '0');
	}
	return value >= least && value <= most ? value : -1;
}
