/* utf8.h: is it UTF-8, and where may it be cut. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True when the n bytes at s are UTF-8 as RFC 3629 has it: no overlong forms, surrogates, or values past U+10FFFF. */
bool utf8_valid(const char *s, size_t n);

/* The most bytes of s[0 .. n), n or up to three fewer, that do not end within a character. */
size_t utf8_cut(const char *s, size_t n);

/* The same for text that goes on behind s[0 .. most): cut behind its last space, if that leaves at least half of it.
 * The whole text, of n bytes, when that is no more than `most`. */
size_t utf8_cut_words(const char *s, size_t n, size_t most);

/* Bytes of the valid character at s[0 .. n), 1 to 4; 0 when there is none. */
size_t utf8_char(const char *s, size_t n);

/* The code point of the valid character s[0 .. n). */
uint32_t utf8_code_point(const char *s, size_t n);

#endif
