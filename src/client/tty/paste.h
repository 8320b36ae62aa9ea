/* paste.h: text that is pasted at once, which may be more than one meant to. */
#ifndef CLIENT_TTY_PASTE_H
#define CLIENT_TTY_PASTE_H

#include <stdbool.h>
#include <stddef.h>

#include "client/client_limits.h"

/* The fields are paste.c's own. All zeros is a good start. */
struct paste {
	char bytes[PASTE_BYTES + 1];
	size_t len, at;
	size_t whole;   /* len with the empty lines at the end */
	size_t matched; /* bytes of the end mark that have come */
	bool too_long;
};

/* Empties it for the bytes that come behind KEY_PASTE. */
void paste_begin(struct paste *p);

/* Takes the next byte; true when it was the last one: the terminal has sent the end mark. */
bool paste_byte(struct paste *p, char byte);

/* It had ended without the end mark, but goes on: what comes is put behind it. */
void paste_resume(struct paste *p);

/* Takes n bytes of a terminal that does not tell where a paste begins and ends. */
void paste_bytes(struct paste *p, const char *bytes, size_t n);

/* True when the end mark is in n bytes. */
bool paste_ends(const char *bytes, size_t n);

/* True when n bytes that have come at once look like a paste on such a terminal: nobody types PASTE_LINES whole lines
 * at once. Commands do not count, as nothing is said by them, and what has keys in it was typed, if by a program. */
bool paste_suspected(const char *bytes, size_t n);

/* Bytes that it has. */
size_t paste_size(const struct paste *p);

/* How many lines it has; empty ones at its end do not count. -1: it was longer than PASTE_BYTES, nothing is kept. */
int paste_lines(struct paste *p);

/* The next line; false: there is none left. And from the first one again. */
bool paste_next(struct paste *p, char **line, size_t *len);
void paste_rewind(struct paste *p);

#endif
