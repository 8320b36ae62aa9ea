/* utf8.c: validates UTF-8 and cuts it between characters. Pure functions; source: RFC 3629 section 4. */
#include "base/utf8.h"

#include "base/words.h"

/* The length of a character from its first byte; 0: not a first byte. *low and *high are the range of its second byte,
 * which excludes overlong forms (E0, F0), surrogates (ED) and values past U+10FFFF (F4). */
static size_t shape(unsigned char first, unsigned char *low, unsigned char *high)
{
	*low = 0x80;
	*high = 0xbf;
	if (first < 0x80)
		return 1;
	if (first < 0xc2)
		return 0;
	if (first < 0xe0)
		return 2;
	if (first < 0xf0) {
		if (first == 0xe0)
			*low = 0xa0;
		if (first == 0xed)
			*high = 0x9f;
		return 3;
	}
	if (first == 0xf0)
		*low = 0x90;
	if (first == 0xf4)
		*high = 0x8f;
	return first < 0xf5 ? 4 : 0;
}

size_t utf8_char(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned char low, high;
	size_t need = n == 0 ? 0 : shape(p[0], &low, &high);

	if (need == 0 || need > n)
		return 0;
	if (need > 1 && (p[1] < low || p[1] > high))
		return 0;
	for (size_t i = 2; i < need; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return need;
}

/* The number of ASCII bytes at the start of s[0 .. n). Most text is all ASCII, so it is read a word at a time. */
static size_t ascii(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && !word_aligned(s + i) && (unsigned char)s[i] < 0x80)
		i++;
	while (i + WORD_BYTES <= n && word_aligned(s + i) && (word_at(s + i) & WORD_HIGHS) == 0)
		i += WORD_BYTES;
	while (i < n && (unsigned char)s[i] < 0x80)
		i++;
	return i;
}

bool utf8_valid(const char *s, size_t n)
{
	while (n > 0) {
		size_t step = (unsigned char)*s < 0x80 ? ascii(s, n) : utf8_char(s, n);
		if (step == 0)
			return false;
		s += step;
		n -= step;
	}
	return true;
}

size_t utf8_cut(const char *s, size_t n)
{
	/* Only the last three bytes can belong to an incomplete character. */
	for (size_t back = 1; back <= 3 && back <= n; back++) {
		unsigned char low, high, first = (unsigned char)s[n - back];
		if ((first & 0xc0) == 0x80)
			continue;
		return shape(first, &low, &high) > back ? n - back : n;
	}
	return n;
}

size_t utf8_cut_words(const char *s, size_t n, size_t most)
{
	size_t cut, space;

	if (n <= most)
		return n;
	space = cut = utf8_cut(s, most);
	while (space > cut / 2 && s[space - 1] != ' ')
		space--;
	return space > cut / 2 ? space : cut;
}

uint32_t utf8_code_point(const char *s, size_t n)
{
	static const unsigned char first_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t code = (unsigned char)s[0] & first_bits[n];

	for (size_t i = 1; i < n; i++)
		code = code << 6 | ((unsigned char)s[i] & 0x3f);
	return code;
}
