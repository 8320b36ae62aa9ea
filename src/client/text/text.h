/* text.h: text of unknown origin made fit for a terminal, and how wide it is there. */
#ifndef CLIENT_TEXT_TEXT_H
#define CLIENT_TEXT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* What is typed or read, and sent. Appends the n bytes at s so that no terminal obeys any of them: control bytes (C0,
 * DEL, and C1 in UTF-8), bytes that are not UTF-8, and characters that reverse or break the line (U+2028-202E,
 * U+2066-2069) become U+FFFD, a tab becomes a space. */
void text_clean(struct buf *to, const char *s, size_t n);

/* What comes from the network, and is shown. The same; mIRC's formatting codes (bold, colour and so on,
 * https://modern.ircdocs.horse/formatting) are left out; characters that nobody sees become U+FFFD too; and of marks
 * that pile up on one character only the first few are kept. Joiners (U+200C, U+200D) stay: scripts and emoji need
 * them. */
void text_strip(struct buf *to, const char *s, size_t n);

/* The same for the name of somebody or something, in which also joiners only serve to look like another name. */
void text_name(struct buf *to, const char *name);

/* True when it is at least one and at most `most` bytes that text_name does not change: what it is and what it looks
 * like are the same. */
bool text_plain(const char *name, size_t most);

/* Columns that the valid UTF-8 at s[0 .. n) takes. */
size_t text_width(const char *s, size_t n);

/* Bytes of the character at s[0 .. n) with the ones that combine with it; 0 when n is 0. */
size_t text_next(const char *s, size_t n);

/* Bytes of the last such character of s[0 .. n). */
size_t text_last(const char *s, size_t n);

#endif
