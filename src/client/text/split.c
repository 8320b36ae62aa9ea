/* split.c: splits text of any length and content into messages. Pure.
 *
 * Servers cut long lines off, and linnetd refuses invalid UTF-8. So long text becomes several messages, and invalid
 * bytes become U+FFFD, before anything is sent. Everything else is sent unchanged, spaces included.
 */
#include "client/text/split.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "client/text/text.h"

/* A part is cut after its last space only if more than 1/SHARE of it remains. */
#define SHARE 2

size_t split_cut(const char *text, size_t n)
{
	size_t cut = n;

	while (cut > n / SHARE && text[cut - 1] != ' ')
		cut--;
	return cut > n / SHARE ? cut : utf8_cut(text, n);
}

/* True for formatting codes (see text_strip), which are sent unchanged. */
static bool is_format(char c)
{
	return c != '\0' && strchr("\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f", c) != NULL;
}

size_t split_next(struct say *s, size_t room)
{
	size_t done = 0, space = 0, used = 0;
	struct buf b;

	buf_init(&b, s->part, sizeof s->part);
	while (done < s->len) {
		char one[8];
		struct buf clean;
		size_t step = utf8_char(s->text + done, s->len - done);

		if (step == 0)
			step = 1;
		buf_init(&clean, one, sizeof one);
		if (is_format(s->text[done]))
			buf_char(&clean, s->text[done]);
		else
			text_clean(&clean, s->text + done, step);
		if (b.len + clean.len > room)
			break;
		buf_bytes(&b, clean.at, clean.len);
		done += step;
		if (clean.at[0] == ' ') {
			space = b.len;
			used = done;
		}
	}
	if (done < s->len && space > b.len / SHARE) {
		b.len = space;
		b.at[space] = '\0';
		done = used;
	}
	s->text += done;
	s->len -= done;
	return b.len;
}
