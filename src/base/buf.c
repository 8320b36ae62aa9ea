/* buf.c: builds text in a fixed buffer, without overflow.
 *
 * Every line that linnet writes, to the wire or to the log, is built here. The
 * caller owns the memory. When the buffer is full, the text is cut, the sticky
 * overflow flag is set, and later appends do nothing. Replaces snprintf, which
 * would add 16 KiB to each binary.
 */
#include "base/buf.h"

#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "base/utf8.h"

void buf_init(struct buf *b, char *at, size_t size)
{
	CHECK(size > 0);
	*b = (struct buf){ .at = at, .size = size };
	at[0] = '\0';
}

void buf_bytes(struct buf *b, const char *s, size_t n)
{
	size_t room = b->size - 1 - b->len;

	if (b->overflow)
		return;
	if (n > room) {
		b->overflow = true;
		n = room;
	}
	memcpy(b->at + b->len, s, n);
	b->len += n;
	b->at[b->len] = '\0';
}

void buf_str(struct buf *b, const char *s)
{
	buf_bytes(b, s, strlen(s));
}

void buf_char(struct buf *b, char c)
{
	if (b->len + 1 >= b->size)
		b->overflow = true;
	if (b->overflow)
		return;
	b->at[b->len++] = c;
	b->at[b->len] = '\0';
}

/* Digits of the largest 64-bit number; also the largest width. */
#define DIGITS_MAX 20

static void put_number(struct buf *b, unsigned long long value, int width, char fill)
{
	char digits[DIGITS_MAX];
	uint32_t small;
	int n = 0;

	CHECK(width <= DIGITS_MAX);
	for (; value > UINT32_MAX; value /= 10)
		digits[DIGITS_MAX - ++n] = (char)('0' + value % 10);
	small = (uint32_t)value; /* 32-bit processors divide this ten times as fast */
	do
		digits[DIGITS_MAX - ++n] = (char)('0' + small % 10);
	while ((small /= 10) != 0);
	while (n < width)
		digits[DIGITS_MAX - ++n] = fill;
	buf_bytes(b, digits + DIGITS_MAX - n, (size_t)n);
}

void buf_number(struct buf *b, unsigned long long value, int width)
{
	put_number(b, value, width, '0');
}

/* Sign-extends to 64 bits an argument of type int, long or long long (`longs` 0, 1 or 2). */
static unsigned long long widen(unsigned long long value, int longs)
{
	return longs == 2 ? value : longs == 1 ? (unsigned long long)(long)value : (unsigned long long)(int)value;
}

void buf_vfmt(struct buf *b, const char *f, va_list args)
{
	for (; *f != '\0'; f++) {
		const char *literal = f;
		char fill = ' ';
		int width = 0, precision = -1, longs = 0;
		unsigned long long value;

		while (*f != '\0' && *f != '%')
			f++;
		if (f > literal)
			buf_bytes(b, literal, (size_t)(f - literal));
		if (*f == '\0')
			return;
		if (*++f == 's') { /* the most frequent one */
			buf_str(b, va_arg(args, const char *));
			continue;
		}
		if (*f == '0')
			fill = '0';
		for (; *f >= '0' && *f <= '9'; f++)
			width = width * 10 + (*f - '0');
		if (f[0] == '.' && f[1] == '*') {
			precision = va_arg(args, int);
			f += 2;
		}
		for (; *f == 'l'; f++)
			longs++;
		if (*f == 'z') {
			longs = sizeof(size_t) == sizeof(long) ? 1 : 0;
			f++;
		}
		switch (*f) {
		case '%':
			buf_char(b, '%');
			break;
		case 'c':
			buf_char(b, (char)va_arg(args, int));
			break;
		case 's': {
			const char *s = va_arg(args, const char *);
			buf_bytes(b, s, precision < 0 ? strlen(s) : strnlen(s, (size_t)precision));
			break;
		}
		case 'd':
		case 'u':
			value = longs == 2   ? va_arg(args, unsigned long long)
			        : longs == 1 ? va_arg(args, unsigned long)
			                     : va_arg(args, unsigned);
			if (*f == 'd' && (long long)(value = widen(value, longs)) < 0) {
				buf_char(b, '-');
				value = 0 - value;
			}
			put_number(b, value, width, fill);
			break;
		default:
			bug("a format that buf_vfmt does not know");
		}
	}
}

void buf_vinit(struct buf *b, char *at, size_t size, const char *format, va_list args)
{
	buf_init(b, at, size);
	buf_vfmt(b, format, args);
}

void buf_fmt(struct buf *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_vfmt(b, format, args);
	va_end(args);
}

void buf_copy(char *to, size_t size, const char *from)
{
	size_t n = strlen(from);

	if (n > size - 1)
		n = utf8_cut(from, size - 1);
	memcpy(to, from, n);
	to[n] = '\0';
}
