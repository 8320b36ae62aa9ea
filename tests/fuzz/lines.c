/* lines.c: a stream of bytes in pieces, cut into lines, and each taken apart in every way that the server knows.
 *
 * The first byte says how large the pieces are, less one.
 */
#include <string.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "irc/format.h"
#include "irc/line.h"
#include "irc/parse.h"
#include "irc/plain.h"

/* Of each key the last tag is kept, in order; the others are dropped. */
static void check_tags(const char *tags)
{
	static char copy[INPUT_MAX + 1], again[INPUT_MAX + 1];
	const char *kept, *tag, *at;
	size_t len, before;

	strcpy(copy, tags);
	kept = irc_tags_last(copy);
	REQUIRE(strlen(kept) <= strlen(tags));
	for (at = kept; (tag = irc_tag_next(&at, &len)) != NULL;) {
		char key[64];
		size_t n = 0, raw_len;
		while (n < len && tag[n] != '=')
			n++;
		if (irc_tag_is_clients(tag, len))
			REQUIRE(n > 1 && memchr(tag, ';', len) == NULL && memchr(tag, ' ', len) == NULL);
		if (n == 0 || n >= sizeof key)
			continue;
		memcpy(key, tag, n);
		key[n] = '\0';
		REQUIRE(irc_tag_raw(kept, key, &raw_len) == tag + n + (n < len)); /* it is the last of its name */
		tag = irc_tag_raw(tags, key, &before);
		REQUIRE(tag != NULL && before == raw_len);
	}
	strcpy(again, kept);
	REQUIRE(strcmp(irc_tags_last(again), kept) == 0);
}

/* What irc_parse found, written as a line, is found again. */
static void check_round_trip(const struct irc_msg *m)
{
	static char line[2 * INPUT_MAX];
	struct irc_msg again;
	struct buf b;

	buf_init(&b, line, sizeof line);
	if (m->tags != NULL)
		buf_fmt(&b, "@%s ", m->tags);
	if (m->source != NULL)
		buf_fmt(&b, ":%s ", m->source);
	buf_str(&b, m->command);
	for (int i = 0; i < m->nparams; i++)
		buf_fmt(&b, i == m->nparams - 1 ? " :%s" : " %s", m->params[i]);
	REQUIRE(!b.overflow && irc_parse(&again, line) == 0);
	REQUIRE((m->tags == NULL) == (again.tags == NULL) && (m->source == NULL) == (again.source == NULL));
	REQUIRE(m->tags == NULL || strcmp(m->tags, again.tags) == 0);
	REQUIRE(m->source == NULL || strcmp(m->source, again.source) == 0);
	REQUIRE(strcmp(m->command, again.command) == 0 && m->nparams == again.nparams);
	for (int i = 0; i < m->nparams; i++)
		REQUIRE(strcmp(m->params[i], again.params[i]) == 0);
}

/* As text for a person: no control byte gets through. */
static void check_plain(const struct irc_msg *m, bool valid)
{
	char out[2 * INPUT_MAX];
	struct buf b;

	buf_init(&b, out, sizeof out);
	if (!plain_render(&b, m, "#lobby"))
		return;
	REQUIRE(b.len >= 2 && b.at[b.len - 2] == '\r' && b.at[b.len - 1] == '\n');
	for (size_t i = 0; i < b.len - 2; i++)
		REQUIRE((unsigned char)b.at[i] >= ' ' && b.at[i] != '\x7f');
	REQUIRE(!valid || utf8_valid(b.at, b.len));
}

static void take_apart(char *line, size_t len)
{
	bool valid = utf8_valid(line, len);
	char value[64], end[FORMAT_BYTES];
	const char *list;
	struct irc_msg m;
	struct buf b;

	buf_init(&b, end, sizeof end);
	buf_bytes(&b, line, len);
	format_end(&b);
	REQUIRE(b.len <= LINE_MAX_BYTES && b.at[b.len - 1] == '\n' && (!valid || utf8_valid(b.at, b.len)));
	if (irc_parse(&m, line) < 0)
		return;
	REQUIRE(m.nparams >= 0 && m.nparams <= PARAMS_MAX && m.command[0] != '\0');
	for (int i = 0; i < m.nparams - 1; i++)
		REQUIRE(m.params[i][0] != '\0' && strchr(m.params[i], ' ') == NULL);
	if (m.tags != NULL)
		check_tags(m.tags);
	(void)irc_tag(m.tags, "label", value, sizeof value);
	if (m.source != NULL)
		irc_source_nick(m.source, value, sizeof value);
	for (int i = 0; i < m.nparams; i++) {
		(void)irc_is_ctcp(m.params[i]);
		(void)irc_list_has(m.params[i], m.command);
		for (list = m.params[i]; irc_list_next(&list, value, sizeof value);)
			REQUIRE(value[0] != '\0' && strlen(value) < sizeof value &&
			        (!valid || utf8_valid(value, strlen(value))));
	}
	if (m.command[0] != ':' && m.command[0] != '@')
		check_round_trip(&m);
	check_plain(&m, valid);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char small[1024], large[LINE_HEADROOM + CLIENT_TAGS_MAX + 1024];
	static char copy[INPUT_MAX + 1];
	struct line_in in;
	size_t piece, room;

	if (size < 2 || size > INPUT_MAX)
		return 0;
	piece = 1 + *data++;
	line_start(&in, small, sizeof small, LINE_MAX_BYTES - 2, CLIENT_TAGS_MAX);
	for (size--; size > 0;) {
		enum line_status status;
		char *line, *to = line_room(&in, &room);
		size_t len, n = piece < size ? piece : size;
		n = n < room ? n : room;
		REQUIRE(n > 0);
		memcpy(to, data, n);
		line_filled(&in, n);
		data += n;
		size -= n;
		while ((status = line_next(&in, &line, &len, false)) != LINE_NONE) {
			if (status == LINE_LARGE) {
				line_move(&in, large, sizeof large);
			} else if (status == LINE_READY) {
				REQUIRE(line[len] == '\0' && len > 0 && len <= CLIENT_TAGS_MAX + LINE_MAX_BYTES - 2);
				memcpy(copy, line, len + 1);
				if (memchr(line, '\0', len) == NULL)
					take_apart(copy, len);
			}
		}
		if (in.at == large && line_fits(&in, sizeof small))
			line_move(&in, small, sizeof small);
	}
	return 0;
}
