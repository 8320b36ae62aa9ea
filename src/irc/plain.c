/* plain.c: plain mode: IRC for users without a client, such as with nc.
 *
 * Turns IRC lines into text (plain_render), a pure translation; plain_parse.c
 * has the other direction. Apart from these two, plain clients are handled as
 * IRC clients are. An event is rendered once for all plain clients, so the text
 * must not depend on the recipient.
 */
#include "irc/plain.h"

#include <string.h>

#include "base/check.h"
#include "base/utf8.h"
#include "irc/name.h"
#include "irc/numerics.h"

/* ---- output: IRC to text ---- */

/* Whether a terminal may interpret a character outside ASCII: C1 controls (U+0080 to U+009F), line and paragraph
 * separators and bidirectional controls (U+2028 to U+202E, U+2066 to U+2069). n: bytes of the character. */
static bool obeyed(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;

	if (n == 2)
		return p[0] == 0xc2 && p[1] < 0xa0;
	if (n != 3 || p[0] != 0xe2)
		return false;
	return (p[1] == 0x80 && p[2] >= 0xa8 && p[2] <= 0xae) || (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9);
}

/* Removes control characters and mIRC colours from the whole line, names included. */
static void clean(struct buf *out)
{
	const char *s = out->at;
	char *to = out->at;

	while (*s != '\0') {
		unsigned char c = (unsigned char)*s;
		size_t n = utf8_char(s, strnlen(s, 4));
		if (c == 3) { /* a mIRC colour: up to two digits, comma, up to two digits */
			s++;
			for (int i = 0; i < 2 && *s >= '0' && *s <= '9'; i++)
				s++;
			if (*s == ',' && s[1] >= '0' && s[1] <= '9')
				s += s[2] >= '0' && s[2] <= '9' ? 3 : 2;
			continue;
		}
		if (n == 0) {
			*to++ = '?';
			s++;
			continue;
		}
		if (c == '\t') {
			*to++ = ' ';
		} else if (c >= ' ' && c != 0x7f && !obeyed(s, n)) {
			memmove(to, s, n);
			to += n;
		}
		s += n;
	}
	*to = '\0';
	out->len = (size_t)(to - out->at);
}

/* Writes `#channel ` before an event outside the lobby. */
static void put_channel(struct buf *out, const char *where, const char *lobby)
{
	if (name_has_channel_prefix(where) && !name_equal(where, lobby)) {
		buf_str(out, where);
		buf_char(out, ' ');
	}
}

static void put_reason(struct buf *out, const char *reason)
{
	if (reason != NULL && *reason != '\0') {
		buf_str(out, " (");
		buf_str(out, reason);
		buf_char(out, ')');
	}
}

/* PRIVMSG and NOTICE. */
static bool put_talk(struct buf *out, const struct irc_msg *m, const char *nick, bool notice, const char *lobby)
{
	const char *where = irc_param(m, 0), *text = irc_param(m, 1);
	bool channel = name_has_channel_prefix(where);
	bool act = !notice && strncmp(text, PLAIN_ACTION, sizeof PLAIN_ACTION - 1) == 0;

	put_channel(out, where, lobby);
	if (notice && strchr(m->source, '!') == NULL) {
		buf_str(out, "-- ");
	} else if (act) {
		buf_fmt(out, channel ? "* %s " : "*%s* /me ", nick);
		text += sizeof PLAIN_ACTION - 1;
	} else {
		if (text[0] == '\1')
			return false; /* other CTCP is meant for programs */
		buf_fmt(out, notice ? "-%s- " : channel ? "<%s> " : "*%s* ", nick);
	}
	buf_str(out, text);
	return true;
}

/* Renders the numerics that are useful to users; the others are for programs. */
static bool put_numeric(struct buf *out, const struct irc_msg *m, int numeric)
{
	switch (numeric) {
	case RPL_TOPIC:
		buf_fmt(out, "-- Topic of %s: ", irc_param(m, 1));
		buf_str(out, irc_param(m, 2));
		return true;
	case RPL_NOTOPIC:
		buf_fmt(out, "-- %s has no topic", irc_param(m, 1));
		return true;
	case RPL_NAMREPLY:
		buf_fmt(out, "-- In %s: ", irc_param(m, 2));
		buf_str(out, irc_param(m, 3));
		return true;
	case RPL_MOTD:
		buf_str(out, irc_param(m, 1));
		return true;
	case RPL_LIST:
		buf_fmt(out, "-- %s (%s) ", irc_param(m, 1), irc_param(m, 2));
		buf_str(out, irc_param(m, 3));
		return true;
	case RPL_CHANNELMODEIS:
		buf_fmt(out, "-- Modes of %s: ", irc_param(m, 1));
		buf_str(out, irc_param(m, 2));
		return true;
	case RPL_BANLIST:
		buf_fmt(out, "-- Banned from %s: %s", irc_param(m, 1), irc_param(m, 2));
		return true;
	case RPL_INVITING:
		buf_fmt(out, "-- You invited %s to %s", irc_param(m, 1), irc_param(m, 2));
		return true;
	case RPL_AWAY:
		buf_fmt(out, "-- %s is away: ", irc_param(m, 1));
		buf_str(out, irc_param(m, 2));
		return true;
	case RPL_LOGGEDIN:
	case RPL_LOGGEDOUT:
		buf_fmt(out, "-- %s.", irc_param(m, m->nparams - 1));
		return true;
	default:
		if (numeric < 400 || numeric == ERR_NOMOTD)
			return false;
		buf_str(out, "-- ");
		if (m->nparams > 2) {
			buf_str(out, irc_param(m, 1));
			buf_str(out, ": ");
		}
		if (m->nparams > 3 && strchr(irc_param(m, 2), '!') != NULL) /* nick!user@host: who did it */
			buf_fmt(out, "%.*s ", (int)strcspn(irc_param(m, 2), "!"), irc_param(m, 2));
		buf_str(out, irc_param(m, m->nparams - 1));
		return true;
	}
}

/* Renders changes of membership, nick, topic and modes as `* nick did something`. */
static bool put_change(struct buf *out, const struct irc_msg *m, const char *nick)
{
	buf_fmt(out, "* %s ", nick);
	if (strcmp(m->command, "JOIN") == 0) {
		buf_fmt(out, "joined %s", irc_param(m, 0));
	} else if (strcmp(m->command, "PART") == 0) {
		buf_fmt(out, "left %s", irc_param(m, 0));
		put_reason(out, irc_param(m, 1));
	} else if (strcmp(m->command, "QUIT") == 0) {
		buf_str(out, "left");
		if (strcmp(irc_param(m, 0), "Quit: ") != 0) /* QUIT without a reason */
			put_reason(out, irc_param(m, 0));
	} else if (strcmp(m->command, "NICK") == 0) {
		buf_fmt(out, "is now %s", irc_param(m, 0));
	} else if (strcmp(m->command, "KICK") == 0) {
		buf_fmt(out, "threw %s out of %s", irc_param(m, 1), irc_param(m, 0));
		put_reason(out, irc_param(m, 2));
	} else if (strcmp(m->command, "INVITE") == 0) {
		buf_fmt(out, "invites %s to %s", irc_param(m, 0), irc_param(m, 1));
	} else if (strcmp(m->command, "RENAME") == 0) {
		buf_fmt(out, "renamed %s to %s", irc_param(m, 0), irc_param(m, 1));
		put_reason(out, irc_param(m, 2));
	} else if (strcmp(m->command, "TOPIC") == 0) {
		buf_fmt(out, "set the topic of %s: ", irc_param(m, 0));
		buf_str(out, irc_param(m, 1));
	} else if (strcmp(m->command, "MODE") == 0) {
		buf_str(out, "set mode");
		for (int i = 0; i < m->nparams; i++) {
			buf_char(out, ' ');
			buf_str(out, irc_param(m, i));
		}
	} else {
		return false;
	}
	return true;
}

/* The number of a numeric; -1: the command is not one. */
static int numeric_of(const char *command)
{
	if (strlen(command) != 3 || strspn(command, "0123456789") != 3)
		return -1;
	return (command[0] - '0') * 100 + (command[1] - '0') * 10 + (command[2] - '0');
}

bool plain_render(struct buf *out, const struct irc_msg *m, const char *lobby)
{
	char nick[SERVER_NAME_MAX + 1];
	int numeric = numeric_of(m->command);
	bool told;

	irc_source_nick(m->source != NULL ? m->source : "", nick, sizeof nick);
	if (numeric >= 0) {
		told = put_numeric(out, m, numeric);
	} else if (strcmp(m->command, "ERROR") == 0) {
		buf_str(out, "-- ");
		buf_str(out, irc_param(m, 0));
		told = true;
	} else if (strcmp(m->command, "PRIVMSG") == 0 || strcmp(m->command, "NOTICE") == 0) {
		told = m->source != NULL && put_talk(out, m, nick, m->command[0] == 'N', lobby);
	} else {
		told = m->source != NULL && put_change(out, m, nick);
	}
	clean(out);
	buf_str(out, "\r\n");
	return told;
}

/* ---- detection ---- */

bool plain_is_irc(const char *line)
{
	static const char *const first_words[] = {
		"CAP",     "NICK",   "PASS",  "USER",     "PING",     "PONG",         "QUIT",   "JOIN",     "PART",
		"PRIVMSG", "NOTICE", "MODE",  "NAMES",    "TOPIC",    "WHO",          "WHOIS",  "LIST",     "MOTD",
		"LUSERS",  "AWAY",   "ISON",  "USERHOST", "VERSION",  "AUTHENTICATE", "WEBIRC", "STARTTLS", "SERVER",
		"SERVICE", "OPER",   "ERROR", "TAGMSG",   "ISUPPORT", "PROTOCTL",
	};
	size_t n = strcspn(line, " ");

	if (line[0] == ':' || line[0] == '@')
		return true; /* a source or tags: no nick starts with these */
	for (size_t i = 0; i < ARRAY_LEN(first_words); i++) {
		const char *w = first_words[i];
		bool same = strlen(w) == n;
		for (size_t k = 0; same && k < n; k++)
			same = name_fold(w[k]) == name_fold(line[k]);
		if (same)
			return memcmp(w, line, n) == 0 || line[n] == ' ';
	}
	return false;
}
