/* buf.h: text in a fixed place that never overflows. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* at[0 .. len) is the text and at[len] is always NUL, so at most size - 1 bytes fit.
 * overflow is sticky: the append that did not fit was cut, all later ones did nothing. */
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

/* Appends `value` in decimal, with zeros in front up to `width` digits (0: none). */
void buf_number(struct buf *b, unsigned long long value, int width);

/* A small printf: %s %.*s %c %d %u %ld %lu %zu %llu and %%, and %0Nu or %Nu for widths; no floating point.
 * Anything else is a bug(). The compiler checks the arguments. */
void buf_fmt(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vfmt(struct buf *b, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/* A buffer that begins with such a text. */
void buf_vinit(struct buf *b, char *at, size_t size, const char *format, va_list args)
	__attribute__((format(printf, 4, 0)));

/* Copies a NUL-terminated string into `to`, cut to size - 1 bytes at a UTF-8 boundary. */
void buf_copy(char *to, size_t size, const char *from);

#endif
