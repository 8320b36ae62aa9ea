/* text.h: makes untrusted text safe for a terminal, and measures its width. */
#ifndef CLIENT_TEXT_TEXT_H
#define CLIENT_TEXT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Cleans text that is typed or read, and then sent. Appends the n bytes at s so that no terminal interprets any of
 * them. U+FFFD replaces control characters (C0, DEL, and C1 in UTF-8), invalid UTF-8, and characters that reverse or
 * break the line (U+2028-202E, U+2066-2069). A tab becomes a space. */
void text_clean(struct buf *to, const char *s, size_t n);

/* Cleans text from the network for display, in the same way. Also drops mIRC's formatting codes (bold, colour and so
 * on, https://modern.ircdocs.horse/formatting), replaces invisible characters by U+FFFD, and limits how many combining
 * marks may pile up on one character. Joiners (U+200C, U+200D) stay: scripts and emoji need them. */
void text_strip(struct buf *to, const char *s, size_t n);

/* Cleans a name of a user, channel or server, in the same way. Also replaces joiners, which in a name can only imitate
 * another name. */
void text_name(struct buf *to, const char *name);

/* True when the name has 1 to `most` bytes and text_name does not change it: it is what it looks like. */
bool text_plain(const char *name, size_t most);

/* Columns that the valid UTF-8 at s[0 .. n) takes on a terminal. */
size_t text_width(const char *s, size_t n);

/* The length in bytes of the character at s[0 .. n), including its combining marks; 0 when n is 0. */
size_t text_next(const char *s, size_t n);

/* The length in bytes of the last such character of s[0 .. n). */
size_t text_last(const char *s, size_t n);

#endif
