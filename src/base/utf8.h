/* utf8.h: validates UTF-8 and cuts it between characters. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether s[0 .. n) is valid UTF-8 (RFC 3629): no overlong forms, surrogates, or values past U+10FFFF. */
bool utf8_valid(const char *s, size_t n);

/* The length of s[0 .. n) without an incomplete character at its end: n, or up to three bytes fewer. */
size_t utf8_cut(const char *s, size_t n);

/* Where to cut s[0 .. n) so that at most `most` bytes are left: after the last space, if that leaves more than half,
 * else between two characters. n if the text is short enough. */
size_t utf8_cut_words(const char *s, size_t n, size_t most);

/* The length of the valid character at s[0 .. n), 1 to 4 bytes; 0: there is none. */
size_t utf8_char(const char *s, size_t n);

/* The code point of the valid character s[0 .. n). */
uint32_t utf8_code_point(const char *s, size_t n);

#endif
