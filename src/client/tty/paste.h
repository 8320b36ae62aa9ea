/* paste.h: the buffer for pasted text, and the detection of a paste. */
#ifndef CLIENT_TTY_PASTE_H
#define CLIENT_TTY_PASTE_H

#include <stdbool.h>
#include <stddef.h>

#include "client/client_limits.h"

/* The fields are private to paste.c. All zeros is the initial state. */
struct paste {
	char bytes[PASTE_BYTES + 1];
	size_t len, at;
	size_t whole;   /* len, including empty lines at the end */
	size_t matched; /* bytes of the end mark received so far */
	bool too_long;
};

/* Empties the buffer for the bytes that follow KEY_PASTE. */
void paste_begin(struct paste *p);

/* Takes the next byte. True when it completes the end mark. */
bool paste_byte(struct paste *p, char byte);

/* Resumes a paste that a timeout had ended without the end mark: further bytes are appended. */
void paste_resume(struct paste *p);

/* Appends n bytes from a terminal without bracketed paste. */
void paste_bytes(struct paste *p, const char *bytes, size_t n);

/* True when the n bytes contain the end mark. */
bool paste_ends(const char *bytes, size_t n);

/* True when n bytes from one read look like a paste, on a terminal without bracketed paste: a user never types
 * PASTE_LINES whole lines at once. Commands do not count, since they send no text. Bytes that contain control keys were
 * typed, perhaps by a program. */
bool paste_suspected(const char *bytes, size_t n);

/* The number of bytes in the buffer. */
size_t paste_size(const struct paste *p);

/* The number of lines, without empty lines at the end. -1: the paste was longer than PASTE_BYTES, and was dropped. */
int paste_lines(struct paste *p);

/* The next line. False: there is none left. */
bool paste_next(struct paste *p, char **line, size_t *len);
/* Starts again at the first line. */
void paste_rewind(struct paste *p);

#endif
