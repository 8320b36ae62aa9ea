/* buf.h: builds text in a fixed buffer, without overflow. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* at[0 .. len) is the text, and at[len] is always NUL, so at most size - 1 bytes fit.
 * overflow is sticky: the append that did not fit was cut, and all later ones do nothing. */
struct buf {
	char *at;
	size_t len, size;
	bool overflow;
};

/* Starts an empty text in `size` bytes at `at`; size is at least 1. */
void buf_init(struct buf *b, char *at, size_t size);

void buf_bytes(struct buf *b, const char *s, size_t n);
void buf_str(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);

/* Appends `value` in decimal, padded with leading zeros to `width` digits (0: no padding). */
void buf_number(struct buf *b, unsigned long long value, int width);

/* Appends a format like printf's: %s %.*s %c %d %u %ld %lu %zu %llu and %%, with widths as in %0Nu or %Nu; no floating
 * point. Any other format is a bug(). The compiler checks the arguments. */
void buf_fmt(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vfmt(struct buf *b, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/* buf_init, then buf_vfmt. */
void buf_vinit(struct buf *b, char *at, size_t size, const char *format, va_list args)
	__attribute__((format(printf, 4, 0)));

/* Copies a NUL-terminated string into `to`, cut to size - 1 bytes at a UTF-8 boundary. */
void buf_copy(char *to, size_t size, const char *from);

#endif
