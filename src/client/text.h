/* text.h: text of unknown origin made fit for a terminal, and how wide it is there. */
#ifndef CLIENT_TEXT_H
#define CLIENT_TEXT_H

#include <stddef.h>

#include "base/buf.h"

/* Appends the n bytes at s so that no terminal obeys any of them: control bytes (C0, DEL, and C1 in UTF-8), bytes
 * that are not UTF-8, and characters that reverse or break the line (U+2028-202E, U+2066-2069) become U+FFFD, a tab
 * becomes a space. */
void text_clean(struct buf *to, const char *s, size_t n);

/* The same, and mIRC's formatting codes (bold, colour and so on, https://modern.ircdocs.horse/formatting) are left
 * out. */
void text_strip(struct buf *to, const char *s, size_t n);

/* Columns that the valid UTF-8 at s[0 .. n) takes. */
size_t text_width(const char *s, size_t n);

/* Bytes of the character at s[0 .. n) with the ones that combine with it; 0 when n is 0. */
size_t text_next(const char *s, size_t n);

/* Bytes of the last such character of s[0 .. n). */
size_t text_last(const char *s, size_t n);

#endif
