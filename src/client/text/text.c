/* text.c: makes untrusted text safe for a terminal, and measures its width. Pure.
 *
 * Everything from the network or a pipe passes through here on its way to a terminal: this is the only guard. The width
 * tables are our own, because musl's are five times as large.
 */
#include "client/text/text.h"

#include <string.h>

#include "base/check.h"
#include "base/utf8.h"
#include "client/client_limits.h"
#include "client/text/width.def"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* Combining marks shown per character: more would overwrite the lines above and below. */
#define MARKS_MOST 6

enum purpose { SENDING, SHOWING, NAMING };

/* Characters that are replaced, with the first purpose for which they are. */
static const struct {
	unsigned first : 24, last : 24, from : 8;
} harmful[] = {
	{ 0x00, 0x1f, SENDING },       /* C0 */
	{ 0x7f, 0x9f, SENDING },       /* DEL, C1 */
	{ 0xad, 0xad, SHOWING },       /* soft hyphen */
	{ 0x61c, 0x61c, SHOWING },     /* Arabic letter mark */
	{ 0x115f, 0x1160, SHOWING },   /* Hangul fillers */
	{ 0x180e, 0x180e, SHOWING },   /* Mongolian vowel separator */
	{ 0x200b, 0x200b, SHOWING },   /* zero-width space */
	{ 0x200c, 0x200d, NAMING },    /* joiners */
	{ 0x200e, 0x200f, SHOWING },   /* direction marks */
	{ 0x2028, 0x202e, SENDING },   /* separators, embeddings, overrides */
	{ 0x2060, 0x2065, SHOWING },   /* word joiner, invisible operators */
	{ 0x2066, 0x2069, SENDING },   /* isolates */
	{ 0x206a, 0x206f, SHOWING },   /* deprecated format characters */
	{ 0x3164, 0x3164, SHOWING },   /* Hangul filler */
	{ 0xfeff, 0xfeff, SHOWING },   /* byte order mark */
	{ 0xffa0, 0xffa0, SHOWING },   /* halfwidth Hangul filler */
	{ 0xfff9, 0xfffb, SHOWING },   /* interlinear annotation */
	{ 0xe0000, 0xe0fff, SHOWING }, /* tags, and more variation selectors */
};

static bool is_harmful(unsigned code, enum purpose purpose)
{
	for (size_t i = 0; i < ARRAY_LEN(harmful); i++)
		if (code >= harmful[i].first && code <= harmful[i].last)
			return purpose >= (enum purpose)harmful[i].from;
	return false;
}

/* ---- widths ---- */

/* Decodes the next number of a table of width.def. */
static unsigned number(const unsigned char **at)
{
	unsigned value = 0, shift = 0;

	do {
		value |= (unsigned)(**at & 0x7f) << shift;
		shift += 7;
	} while (*(*at)++ & 0x80);
	return value;
}

static bool in_table(const unsigned char *at, size_t size, unsigned code)
{
	const unsigned char *end = at + size;
	unsigned next = WIDTH_FIRST;

	while (at < end) {
		next += number(&at);
		if (code < next)
			return false;
		next += number(&at) + 1;
		if (code < next)
			return true;
	}
	return false;
}

/* Columns of a character. Most terminals give an unassigned one a single column. */
static size_t code_width(unsigned code)
{
	if (code < WIDTH_FIRST)
		return code >= ' ';
	if (in_table(width_none, sizeof width_none, code))
		return 0;
	return in_table(width_two, sizeof width_two, code) ? 2 : 1;
}

/* ---- formatting codes ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The length of a colour: 1 to 2 digits, or with `hex` exactly 6, and the same again after a comma. */
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

/* The length of the formatting code at s[0 .. n), or 0 when there is none. */
static size_t format_code(const char *s, size_t n)
{
	switch (s[0]) {
	case 0x03:
		return 1 + colour(s + 1, n - 1, false);
	case 0x04:
		return 1 + colour(s + 1, n - 1, true);
	case 0x02: /* bold */
	case 0x0f: /* reset */
	case 0x11: /* monospace */
	case 0x16: /* reverse */
	case 0x1d: /* italic */
	case 0x1e: /* strikethrough */
	case 0x1f: /* underline */
		return 1;
	default:
		return 0;
	}
}

/* ---- cleaning ---- */

static void clean(struct buf *to, const char *s, size_t n, enum purpose purpose)
{
	int marks = 0;

	while (n > 0) {
		size_t skip = purpose == SENDING ? 0 : format_code(s, n);
		size_t step = skip > 0 ? skip : utf8_char(s, n);
		unsigned code = step > 0 && skip == 0 ? utf8_code_point(s, step) : 0;

		marks = step > 0 && code_width(code) == 0 ? marks + 1 : 0;
		if (step == 0) {
			buf_str(to, REPLACEMENT);
			step = 1;
		} else if (s[0] == '\t') {
			buf_char(to, ' ');
		} else if (skip == 0 && is_harmful(code, purpose)) {
			buf_str(to, REPLACEMENT);
		} else if (skip == 0 && (purpose == SENDING || marks <= MARKS_MOST)) {
			buf_bytes(to, s, step);
		}
		s += step;
		n -= step;
	}
}

void text_clean(struct buf *to, const char *s, size_t n)
{
	clean(to, s, n, SENDING);
}

void text_strip(struct buf *to, const char *s, size_t n)
{
	clean(to, s, n, SHOWING);
}

void text_name(struct buf *to, const char *name)
{
	clean(to, name, strlen(name), NAMING);
}

bool text_plain(const char *name, size_t most)
{
	char shown[CHANNEL_NAME_MAX + 1];
	struct buf b;

	buf_init(&b, shown, most < sizeof shown ? most + 1 : sizeof shown);
	text_name(&b, name);
	return *name != '\0' && !b.overflow && strcmp(shown, name) == 0;
}

/* ---- measuring ---- */

/* The width in columns of the character at s[0 .. n), and its length in *bytes. */
static size_t char_width(const char *s, size_t n, size_t *bytes)
{
	size_t step = utf8_char(s, n);

	*bytes = step > 0 ? step : 1;
	return step == 0 ? 1 : code_width(utf8_code_point(s, step));
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
