/* render.c: renders IRC messages as text. Pure: a message in, a line of text out.
 *
 * Messages of users have their own functions. Everything else is a row of the table, whose text has placeholders for
 * parts of the message. All of it goes through text_strip, whatever its source: nicks, channels and server names may
 * contain any byte as well.
 */
#include "client/irc/render.h"

#include <string.h>

#include "base/check.h"
#include "client/text/text.h"
#include "irc/name.h"

#define ACTION_START "\1ACTION "

/* The longest nick or server name, in bytes with its NUL. A longer one is cut. */
#define SOURCE_NAME_BYTES 256

static void put(struct buf *out, const char *text)
{
	text_strip(out, text, strlen(text));
}

/* ---- messages ---- */

/* `<nick> text`, `* nick does`, `-nick- notice`; with `#window ` in front if it is another window; in private `*nick*
 * text`, and `-> *nick* text` for our own. */
static bool show_talk(struct buf *out, struct ui_look *look, const struct irc_msg *m, const char *nick, const char *me,
                      const char *window)
{
	const char *where = irc_param(m, 0), *text = irc_param(m, 1);
	bool notice = strcmp(m->command, "NOTICE") == 0;
	bool action = strncmp(text, ACTION_START, sizeof ACTION_START - 1) == 0;
	bool own = name_equal(nick, me), private = !name_has_channel_prefix(name_without_rank(where));
	size_t len;

	look->kind = UI_TALK;
	if (text[0] == '\1' && !action)
		return false; /* CTCP: a request of one program to another */
	if (notice && (m->source == NULL || strchr(m->source, '!') == NULL))
		look->kind = UI_INFO; /* from the server */
	if (action)
		text += sizeof ACTION_START - 1;
	if (window == NULL)
	private = false; /* programs get one form for all */
	if (private && own && !name_equal(where, me)) {
		buf_str(out, "-> ");
		nick = where;
	} else if (!private && (window == NULL || !name_equal(where, window))) {
		text_name(out, where);
		buf_char(out, ' ');
	}
	if (look->kind == UI_TALK) {
		buf_str(out, notice ? "-" : private ? "*" : action ? "* " : "<");
		look->nick_at = out->len;
		text_name(out, nick);
		look->nick_len = out->len - look->nick_at;
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

/* ---- everything else ---- */

/* Each text begins with its command and a byte for its kind: `*` an event, `-` information, `!` an error. One string
 * with NULs between the texts takes a third of what a table of pointers takes. Placeholders: $1 to $9 are the
 * parameters, and a numeric's $1 is our nick; $n is the sender's nick; $* all parameters; $l the last one; $r the last
 * one after its first space; ?1 to ?9 is ` (parameter)`, if there is one. */
static const char texts[] = "JOIN*$n joined $1\0"
			    "PART*$n left $1?2\0"
			    "QUIT*$n left?1\0"
			    "KICK*$n threw $2 out of $1?3\0"
			    "NICK*$n is now $1\0"
			    "TOPIC*$n set the topic of $1: $2\0"
			    "MODE*$n set mode $*\0"
			    "RENAME*$n renamed $1 to $2?3\0"
			    "REDACT*$n deleted a message in $1?3\0"
			    "INVITE*$n invites $1 to $2\0"
			    "WALLOPS-$n says to all: $1\0"
			    "KILL-$n ends your connection: $2\0"
			    "FAIL!$l\0"
			    "WARN-$l\0"
			    "NOTE-$l\0"
			    "221-Your modes: $2\0"
			    "301-$2 is away: $3\0"
			    "307-$2 $l\0"
			    "311-$2 is $3@$4: $6\0"
			    "312-$2 is on $3?4\0"
			    "313-$2 $l\0"
			    "317-$2 has said nothing for $3 seconds\0"
			    "319-$2 is in $3\0"
			    "320-$2 $l\0"
			    "322-$2 ($3) $4\0"
			    "324-Modes of $2: $3 $4 $5\0"
			    "330-$2 is logged in as $3\0"
			    "331-$2 has no topic\0"
			    "332-Topic of $2: $3\0"
			    "338-$2 $l: $3\0"
			    "341-$2 is invited to $3\0"
			    "352-$6 ($3@$4) $r\0"
			    "353-In $3: $4\0"
			    "378-$2 $l\0"
			    "379-$2 $l\0"
			    "470!$2 leads to $3: $l\0"
			    "671-$2 $l\0"
			    "710-$2: $3 $l\0"
			    "712!$2: $l\0"
			    "713!$2: $l\0"
			    "714!$2: $l\0";

/* Numerics that are not shown: other lines say the same, or they are of no interest. */
static const char silent[] =
	"002 003 004 005 250 251 252 253 254 255 265 266 315 318 321 323 329 333 366 375 376 396 422"
	"";

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
	const char *last = irc_param(m, m->nparams - 1);

	for (; *text != '\0'; text++) {
		if (*text == '?' && text[1] >= '1' && text[1] <= '9') {
			const char *reason = irc_param(m, *++text - '1');
			/* Placeholders of two servers for an empty reason. */
			if (*reason != '\0' && strcmp(reason, "Quit: ") != 0 && strcmp(reason, "\"\"") != 0) {
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
			text_name(out, nick);
		else if (*text == 'l')
			put(out, last);
		else if (*text == 'r')
			put(out, strchr(last, ' ') != NULL ? strchr(last, ' ') + 1 : last);
		else if (*text == '*')
			put_all(out, m, 0);
		else
			put(out, irc_param(m, *text - '1'));
	}
	while (out->len > 0 && out->at[out->len - 1] == ' ') /* left by missing parameters */
		out->at[--out->len] = '\0';
}

static bool is_numeric(const char *command)
{
	return strlen(command) == 3 && strspn(command, "0123456789") == 3;
}

bool render_message(struct buf *out, struct ui_look *look, const struct irc_msg *m, const char *me, const char *window)
{
	char nick[SOURCE_NAME_BYTES];

	irc_source_nick(m->source != NULL ? m->source : "", nick, sizeof nick);
	if (strcmp(m->command, "PRIVMSG") == 0 || strcmp(m->command, "NOTICE") == 0)
		return show_talk(out, look, m, nick, me, window);
	if (strcmp(m->command, "221") == 0 && m->nparams > 1 && strcmp(m->params[1], "+") == 0)
		return false; /* no modes: not worth a line in every welcome */
	for (const char *text = texts; *text != '\0'; text += strlen(text) + 1) {
		size_t n = strcspn(text, "*-!");
		if (strncmp(text, m->command, n) != 0 || m->command[n] != '\0')
			continue;
		look->kind = text[n] == '*' ? UI_EVENT : text[n] == '-' ? UI_INFO : UI_ERROR;
		if (look->kind == UI_EVENT)
			buf_str(out, "* ");
		fill(out, text + n + 1, m, nick);
		return true;
	}
	if (!is_numeric(m->command) || irc_list_has(silent, m->command))
		return false;
	/* Modern IRC, "Numerics": 400 to 568 are errors, later ones are mixed (696 is linnetd's, see numerics.def). */
	look->kind =
		m->command[0] == '4' || m->command[0] == '5' || strcmp(m->command, "696") == 0 ? UI_ERROR : UI_INFO;
	put_all(out, m, 1);
	return true;
}
