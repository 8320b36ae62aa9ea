/* propose.c: turns a typed name into a valid nick: Bob_Smith for `Bob Smith`, Jose for `José`. Pure functions. */
#include "irc/propose.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "irc/name.h"

/* ASCII letters for U+00C0 to U+017F (latin) and U+1E00 to U+1EFF (more_latin). '.': none. */
static const char latin[] = "AAAAAAACEEEEIIIIDNOOOOO.OUUUUYTsaaaaaaaceeeeiiiidnooooo.ouuuuyty"
			    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlL"
			    "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
static const char more_latin[] = "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMm"
				 "MmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVv"
				 "WwWwWwWwWwXxXxYyZzZzZzhtwya...S.AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEe"
				 "EeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy......";

/* The second ASCII letter of a character that needs two; NUL: it needs one. */
static char second_letter(uint32_t c)
{
	switch (c) {
	case 0xc6: /* AE, ae, OE, oe */
	case 0xe6:
	case 0x152:
	case 0x153:
		return 'e';
	case 0xdf: /* sharp s */
		return 's';
	case 0xde: /* thorn */
	case 0xfe:
		return 'h';
	default:
		return '\0';
	}
}

/* Appends the replacement of one character, if there is any. */
static void put(struct buf *b, uint32_t c)
{
	char letter = '.';

	if (c < 0x80 && strchr(" ./@+", (char)c) != NULL) {
		if (b->len > 0 && b->at[b->len - 1] != '_')
			buf_char(b, '_');
		return;
	}
	if (c < 0x80) {
		const char alone[] = { 'a', (char)c, '\0' };
		if (name_is_nick(alone))
			letter = (char)c;
	} else if (c >= 0xc0 && c < 0x180) {
		letter = latin[c - 0xc0];
	} else if (c >= 0x1e00 && c < 0x1f00) {
		letter = more_latin[c - 0x1e00];
	}
	if (letter == '.')
		return;
	if (b->len == 0 && ((letter >= '0' && letter <= '9') || letter == '-'))
		buf_char(b, '_'); /* a nick must not start with these */
	buf_char(b, letter);
	if (second_letter(c) != '\0')
		buf_char(b, second_letter(c));
}

void propose_nick(const char *typed, char nick[NICK_MAX + 1])
{
	struct buf b;
	size_t n;

	buf_init(&b, nick, NICK_MAX + 1);
	for (; *typed != '\0'; typed += n) {
		n = utf8_char(typed, strlen(typed));
		if (n == 0)
			n = 1;
		else
			put(&b, utf8_code_point(typed, n));
	}
	while (b.len > 0 && nick[b.len - 1] == '_')
		nick[--b.len] = '\0';
	if (b.len == 0)
		buf_copy(nick, NICK_MAX + 1, "guest");
}

void propose_variation(const char *nick, int n, char varied[NICK_MAX + 1])
{
	char digits[12];
	struct buf b, out;

	buf_init(&b, digits, sizeof digits);
	buf_number(&b, (unsigned)n, 0);
	buf_init(&out, varied, NICK_MAX + 1);
	buf_fmt(&out, "%.*s%s", (int)(NICK_MAX - b.len), nick, digits);
}
