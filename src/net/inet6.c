/* inet6.c: reads the lines of Linux's /proc/net/if_inet6.
 *
 * A line has the address (32 hexadecimal digits), then in hexadecimal the number
 * of its interface, the prefix, the scope and the flags, then the interface's
 * name. Pure functions.
 */
#include "net/inet6.h"

#include <stddef.h>
#include <string.h>

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Reads a hexadecimal number at *at and the space after it; -1: there is none. */
static int hexadecimal(const char **at)
{
	int value = digit(**at);

	if (value < 0)
		return -1;
	while (digit(*++*at) >= 0 && value < 1 << 20)
		value = value << 4 | digit(**at);
	*at += *(*at) == ' ';
	return value;
}

static bool read_line(const char *at, struct inet6_line *line)
{
	for (int i = 0; i < 16; i++, at += 2) {
		int high = digit(at[0]), low = high < 0 ? -1 : digit(at[1]);
		if (low < 0)
			return false;
		line->bytes[i] = (unsigned char)(high << 4 | low);
	}
	at += *at == ' ';
	line->interface = hexadecimal(&at);
	line->prefix = hexadecimal(&at);
	line->scope = hexadecimal(&at);
	line->flags = hexadecimal(&at);
	line->name = at + strspn(at, " ");
	return line->interface > 0 && line->prefix >= 0 && line->prefix <= 128 && line->scope >= 0 && line->flags >= 0;
}

bool inet6_next(char **text, struct inet6_line *line)
{
	char *end;

	while ((end = strchr(*text, '\n')) != NULL) {
		const char *at = *text;
		*end = '\0';
		*text = end + 1;
		if (read_line(at, line))
			return true;
	}
	return false;
}
