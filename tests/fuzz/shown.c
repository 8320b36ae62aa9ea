/* shown.c: what a terminal is shown of bytes that somebody else has sent, and text as UTF-8.
 *
 * The first byte says where the text is cut.
 */
#include <string.h>

#include "base/utf8.h"
#include "client/text/text.h"
#include "fuzz.h"

static void check_fit_for_a_terminal(const struct buf *b)
{
	for (size_t i = 0; i < b->len; i++)
		REQUIRE((unsigned char)b->at[i] >= ' ' && b->at[i] != '\x7f');
	if (!b->overflow)
		REQUIRE(utf8_valid(b->at, b->len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char text[INPUT_MAX + 1], out[3 * INPUT_MAX + 1];
	void (*const clean[])(struct buf * to, const char *s, size_t n) = { text_clean, text_strip };
	size_t cut, n;
	struct buf b;

	if (size < 1 || size > INPUT_MAX)
		return 0;
	cut = *data++;
	memcpy(text, data, --size);
	text[size] = '\0';
	for (int i = 0; i < 2; i++) {
		buf_init(&b, out, cut > 0 ? cut : sizeof out);
		clean[i](&b, text, size);
		check_fit_for_a_terminal(&b);
		n = utf8_cut(b.at, b.len);
		REQUIRE(n <= b.len && b.len - n < 4);
		if (!utf8_valid(b.at, n))
			continue;
		(void)text_width(b.at, n);
		for (size_t at = 0, step; at < n; at += step)
			REQUIRE((step = text_next(b.at + at, n - at)) > 0 && at + step <= n);
		for (size_t left = n, step; left > 0; left -= step)
			REQUIRE((step = text_last(b.at, left)) > 0 && step <= left);
	}
	buf_init(&b, out, sizeof out);
	text_name(&b, text);
	check_fit_for_a_terminal(&b);
	if (text_plain(text, size))
		REQUIRE(strcmp(out, text) == 0);
	return 0;
}
