/* show.c: IRC messages as text for people. Pure: a message in, a line of text out.
 *
 * What is said has its own functions; everything else is a row of the table,
 * with a text whose places are filled from the message. All of it goes
 * through text_strip, whoever sent it: also nicks, channels and servers may
 * hold any byte.
 */
#include "client/show.h"

#include <string.h>

#include "base/check.h"
#include "client/client.h"
#include "client/text.h"
#include "irc/name.h"
#include "irc/numerics.h"

#define ACTION_START "\1ACTION "

/* A nick, or a server's name, and its NUL: longer ones are cut. */
#define SOURCE_NAME_BYTES 256

static const char *param(const struct irc_msg *m, int n)
{
	return n >= 0 && n < m->nparams ? m->params[n] : "";
}

static void put(struct buf *out, const char *text)
{
	text_strip(out, text, strlen(text));
}

/* ---- what is said ---- */

/* `<nick> text`, `* nick does`, `-nick- notice`; in another room `#room ` in front; in private `*nick* text`, and
 * `-> *nick* text` when it is one's own. */
static bool show_talk(struct buf *out, enum ui_kind *kind, const struct irc_msg *m, const char *nick, const char *me,
                      const char *room)
{
	const char *where = param(m, 0), *text = param(m, 1);
	bool notice = strcmp(m->command, "NOTICE") == 0;
	bool action = strncmp(text, ACTION_START, sizeof ACTION_START - 1) == 0;
	bool own = name_equal(nick, me), private = !name_has_channel_prefix(where) && strchr("@%", where[0]) == NULL;
	size_t len;

	*kind = UI_TALK;
	if (text[0] == '\1' && !action)
		return false; /* CTCP: one program asks another one */
	if (notice && (m->source == NULL || strchr(m->source, '!') == NULL))
		*kind = UI_INFO; /* from the server */
	if (action)
		text += sizeof ACTION_START - 1;
	if (private && own && !name_equal(where, me)) {
		buf_str(out, "-> ");
		nick = where;
	} else if (!private && !name_equal(where, room)) {
		put(out, where);
		buf_char(out, ' ');
	}
	if (*kind == UI_TALK) {
		buf_str(out, notice ? "-" : private ? "*" : action ? "* " : "<");
		put(out, nick);
		buf_str(out, notice ? "- " : private ? "* " : action ? " " : "> ");
	}
	if (private && action)
		buf_str(out, "/me ");
	len = strlen(text);
	if (action && len > 0 && text[len - 1] == '\1')
		len--;
	text_strip(out, text, len);
	return true;
}

/* ---- the rest ---- */

/* Places in a text: $1 to $9 are the parameters, counted from 1; $n is the nick the message comes from; $* all
 * parameters; $l the last one; $r what follows the first space in the last one; ?1 to ?9 is ` (parameter)` when there
 * is one. A numeric's $1 is one's own nick. No text: not shown. */
static const struct row {
	const char *command;
	enum ui_kind kind;
	const char *text;
} rows[] = {
	{ "JOIN", UI_EVENT, "* $n joined $1" },
	{ "PART", UI_EVENT, "* $n left $1?2" },
	{ "QUIT", UI_EVENT, "* $n left?1" },
	{ "KICK", UI_EVENT, "* $n threw $2 out of $1?3" },
	{ "NICK", UI_EVENT, "* $n is now $1" },
	{ "TOPIC", UI_EVENT, "* $n set the topic of $1: $2" },
	{ "MODE", UI_EVENT, "* $n set mode $*" },
	{ "INVITE", UI_EVENT, "* $n invites $1 to $2" },
	{ "WALLOPS", UI_INFO, "$n says to all: $1" },
	{ "KILL", UI_INFO, "$n ends your connection: $2" },
	{ "FAIL", UI_ERROR, "$l" },
	{ "WARN", UI_INFO, "$l" },
	{ "NOTE", UI_INFO, "$l" },
	{ "001", UI_INFO, "$l" },
	{ "002", UI_INFO, NULL },
	{ "003", UI_INFO, NULL },
	{ "004", UI_INFO, NULL },
	{ "005", UI_INFO, NULL },
	{ "221", UI_INFO, "Your modes: $2" },
	{ "250", UI_INFO, NULL },
	{ "251", UI_INFO, NULL },
	{ "252", UI_INFO, NULL },
	{ "253", UI_INFO, NULL },
	{ "254", UI_INFO, NULL },
	{ "255", UI_INFO, NULL },
	{ "265", UI_INFO, NULL },
	{ "266", UI_INFO, NULL },
	{ "301", UI_INFO, "$2 is away: $3" },
	{ "305", UI_INFO, "$l" },
	{ "306", UI_INFO, "$l" },
	{ "307", UI_INFO, "$2 $l" },
	{ "311", UI_INFO, "$2 is $3@$4: $6" },
	{ "312", UI_INFO, "$2 is on $3?4" },
	{ "313", UI_INFO, "$2 $l" },
	{ "315", UI_INFO, NULL },
	{ "317", UI_INFO, "$2 has said nothing for $3 seconds" },
	{ "318", UI_INFO, NULL },
	{ "319", UI_INFO, "$2 is in $3" },
	{ "320", UI_INFO, "$2 $l" },
	{ "321", UI_INFO, NULL },
	{ "322", UI_INFO, "$2 ($3) $4" },
	{ "323", UI_INFO, NULL },
	{ "324", UI_INFO, "Modes of $2: $3 $4 $5" },
	{ "329", UI_INFO, NULL },
	{ "330", UI_INFO, "$2 is logged in as $3" },
	{ "331", UI_INFO, "$2 has no topic" },
	{ "332", UI_INFO, "Topic of $2: $3" },
	{ "333", UI_INFO, NULL },
	{ "338", UI_INFO, "$2 $l: $3" },
	{ "341", UI_INFO, "$2 is invited to $3" },
	{ "352", UI_INFO, "$6 ($3@$4) $r" },
	{ "353", UI_INFO, "In $3: $4" },
	{ "366", UI_INFO, NULL },
	{ "372", UI_INFO, "$l" },
	{ "375", UI_INFO, NULL },
	{ "376", UI_INFO, NULL },
	{ "378", UI_INFO, "$2 $l" },
	{ "379", UI_INFO, "$2 $l" },
	{ "396", UI_INFO, NULL },
	{ "422", UI_INFO, NULL },
	{ "671", UI_INFO, "$2 $l" },
};

static void put_all(struct buf *out, const struct irc_msg *m, int from)
{
	for (int i = from; i < m->nparams; i++) {
		if (i > from)
			buf_str(out, i == m->nparams - 1 && from > 0 ? ": " : " ");
		put(out, m->params[i]);
	}
}

static void fill(struct buf *out, const char *text, const struct irc_msg *m, const char *nick)
{
	const char *last = param(m, m->nparams - 1);

	for (; *text != '\0'; text++) {
		if (*text == '?' && text[1] >= '1' && text[1] <= '9') {
			const char *reason = param(m, *++text - '1');
			if (*reason != '\0' && strcmp(reason, "Quit: ") != 0) { /* that one says nothing */
				buf_str(out, " (");
				put(out, reason);
				buf_char(out, ')');
			}
			continue;
		}
		if (*text != '$') {
			buf_char(out, *text);
			continue;
		}
		text++;
		if (*text == 'n')
			put(out, nick);
		else if (*text == 'l')
			put(out, last);
		else if (*text == 'r')
			put(out, strchr(last, ' ') != NULL ? strchr(last, ' ') + 1 : last);
		else if (*text == '*')
			put_all(out, m, 0);
		else
			put(out, param(m, *text - '1'));
	}
	while (out->len > 0 && out->at[out->len - 1] == ' ') /* what was for parameters that are not there */
		out->at[--out->len] = '\0';
}

static bool is_numeric(const char *command)
{
	return strlen(command) == 3 && strspn(command, "0123456789") == 3;
}

bool show_message(struct buf *out, enum ui_kind *kind, const struct irc_msg *m, const char *me, const char *room)
{
	char nick[SOURCE_NAME_BYTES];

	irc_source_nick(m->source != NULL ? m->source : "", nick, sizeof nick);
	if (strcmp(m->command, "PRIVMSG") == 0 || strcmp(m->command, "NOTICE") == 0)
		return show_talk(out, kind, m, nick, me, room);
	if (strcmp(m->command, "221") == 0 && m->nparams > 1 && strcmp(m->params[1], "+") == 0)
		return false; /* no modes: that is not worth a line in every welcome */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(m->command, rows[i].command) == 0) {
			*kind = rows[i].kind;
			if (rows[i].text != NULL)
				fill(out, rows[i].text, m, nick);
			return rows[i].text != NULL;
		}
	if (!is_numeric(m->command))
		return false;
	/* Modern IRC, "Numerics": 400 to 568 are errors, what came later is mixed (696 is ours, see numerics.def). */
	*kind = m->command[0] == '4' || m->command[0] == '5' || strcmp(m->command, "696") == 0 ? UI_ERROR : UI_INFO;
	put_all(out, m, 1);
	return true;
}
