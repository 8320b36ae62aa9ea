/* text.c: text of unknown origin made fit for a terminal, and how wide it is there. Pure.
 *
 * Whatever comes from the network or a pipe goes through text_clean or
 * text_strip before it gets to a terminal: this is the only guard.
 */
#define _XOPEN_SOURCE 700 /* wcwidth */

#include "client/text.h"

#include <stdbool.h>
#include <string.h>
#include <wchar.h>

#include "base/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* The code point of the valid character of n bytes at s. */
static unsigned code_point(const char *s, size_t n)
{
	static const unsigned char first_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	unsigned code = (unsigned char)s[0] & first_bits[n];

	for (size_t i = 1; i < n; i++)
		code = code << 6 | ((unsigned char)s[i] & 0x3f);
	return code;
}

static bool is_harmful(unsigned code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Bytes of a colour: `most` digits at most, or with hex exactly that many, and after a comma the same again. */
static size_t colour(const char *s, size_t n, bool hex)
{
	size_t most = hex ? 6 : 2, first = 0, second = 0;

	while (first < most && first < n && (hex ? is_hex(s[first]) : is_digit(s[first])))
		first++;
	if (first == 0 || (hex && first < most))
		return 0;
	if (first == n || s[first] != ',')
		return first;
	s += first + 1;
	n -= first + 1;
	while (second < most && second < n && (hex ? is_hex(s[second]) : is_digit(s[second])))
		second++;
	return second == 0 || (hex && second < most) ? first : first + 1 + second;
}

/* Bytes of the formatting code at s[0 .. n), 0 when there is none. */
static size_t format_code(const char *s, size_t n)
{
	switch (s[0]) {
	case 0x03:
		return 1 + colour(s + 1, n - 1, false);
	case 0x04:
		return 1 + colour(s + 1, n - 1, true);
	case 0x02: /* bold */
	case 0x0f: /* all off */
	case 0x11: /* monospace */
	case 0x16: /* reverse */
	case 0x1d: /* italic */
	case 0x1e: /* struck through */
	case 0x1f: /* underlined */
		return 1;
	default:
		return 0;
	}
}

static void clean(struct buf *to, const char *s, size_t n, bool strip)
{
	while (n > 0) {
		size_t code = strip ? format_code(s, n) : 0;
		size_t step = code > 0 ? code : utf8_char(s, n);

		if (step == 0) {
			buf_str(to, REPLACEMENT);
			step = 1;
		} else if (s[0] == '\t') {
			buf_char(to, ' ');
		} else if (code == 0) {
			if (is_harmful(code_point(s, step)))
				buf_str(to, REPLACEMENT);
			else
				buf_bytes(to, s, step);
		}
		s += step;
		n -= step;
	}
}

void text_clean(struct buf *to, const char *s, size_t n)
{
	clean(to, s, n, false);
}

void text_strip(struct buf *to, const char *s, size_t n)
{
	clean(to, s, n, true);
}

/* Columns of the character at s[0 .. n), and its bytes. */
static size_t char_width(const char *s, size_t n, size_t *bytes)
{
	size_t step = utf8_char(s, n);
	int width;

	*bytes = step > 0 ? step : 1;
	if (step == 0)
		return 1;
	width = wcwidth((wchar_t)code_point(s, step));
	return width < 0 ? 1 : (size_t)width; /* unassigned: most terminals take one column */
}

size_t text_width(const char *s, size_t n)
{
	size_t width = 0, step;

	for (; n > 0; s += step, n -= step)
		width += char_width(s, n, &step);
	return width;
}

size_t text_next(const char *s, size_t n)
{
	size_t done = 0, step;

	while (done < n) {
		if (char_width(s + done, n - done, &step) > 0 && done > 0)
			break;
		done += step;
	}
	return done;
}

size_t text_last(const char *s, size_t n)
{
	size_t back = 0, step;

	while (back < n) {
		back++;
		while (back < n && ((unsigned char)s[n - back] & 0xc0) == 0x80)
			back++;
		if (char_width(s + n - back, back, &step) > 0)
			break;
	}
	return back;
}
