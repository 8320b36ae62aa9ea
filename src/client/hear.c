/* hear.c: what the server says.
 *
 * Each message is first looked up in a table of what matters to the client's
 * state (who one is, which rooms there are, who is in them), and then shown.
 * What comes out of the history is only shown: it has no effect any more.
 */
#include "client/hear.h"

#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "client/batch.h"
#include "client/client.h"
#include "client/deliver.h"
#include "client/link.h"
#include "client/past.h"
#include "client/people.h"
#include "client/register.h"
#include "client/rooms.h"
#include "client/session.h"
#include "client/show.h"
#include "client/ui.h"
#include "irc/format.h"
#include "irc/name.h"

/* The message that is being taken in. */
static struct {
	struct place place;           /* its time and identity, as far as the server tells */
	struct batch *batch;          /* that it belongs to, or NULL */
	bool past;                    /* it comes out of the history */
	bool own;                     /* we have sent it */
	char nick[NICK_NAME_MAX + 1]; /* who has, cut when it is too long */
} heard;

static const char *param(const struct irc_msg *m, int n)
{
	return n >= 0 && n < m->nparams ? m->params[n] : "";
}

static const char *last(const struct irc_msg *m)
{
	return param(m, m->nparams - 1);
}

/* ---- rooms and people; each of these returns true when the message is to be shown as well ---- */

static bool on_ping(const struct irc_msg *m)
{
	session_send("PONG :%s", param(m, 0));
	return false;
}

static bool on_pong(const struct irc_msg *m)
{
	session_pong(last(m));
	return false;
}

static bool on_error(const struct irc_msg *m)
{
	session_last_word(param(m, 0));
	return false;
}

static bool on_nick(const struct irc_msg *m)
{
	struct room *room = rooms_find(heard.nick);
	const char *to = param(m, 0);

	people_renamed(heard.nick, to);
	if (room != NULL && room->person && rooms_find(to) == NULL && *to != '\0')
		buf_copy(room->name, sizeof room->name, to);
	return register_on_nick(m);
}

static bool on_join(const struct irc_msg *m)
{
	const char *name = param(m, 0), *host = heard.own ? strchr(m->source, '!') : NULL;
	bool known = rooms_find(name) != NULL;
	struct room *room = heard.own ? rooms_open(name) : rooms_find(name);
	bool news = true;

	if (room != NULL && !heard.own)
		people_seen(heard.nick, rooms_number(room));
	if (!heard.own)
		return true;
	if (host != NULL)
		deliver_prefix(strlen(host));
	if (room == NULL) {
		ui_showf(UI_ERROR, "linnet has room for %d channels: this one is one too many", ROOMS);
		return true;
	}
	room->joined = true;
	if (!known)
		rooms_select(room);
	news = !room->returning;
	past_entered(room);
	return news;
}

/* Somebody is no longer in a channel. */
static bool gone(const char *channel, const char *nick)
{
	struct room *room = rooms_find(channel);

	if (room == NULL)
		return true;
	if (!name_equal(nick, register_nick())) {
		people_left(nick, rooms_number(room));
		return true;
	}
	people_forget(rooms_number(room));
	rooms_close(room);
	session_left(channel);
	return true;
}

static bool on_part(const struct irc_msg *m)
{
	return gone(param(m, 0), heard.nick);
}

static bool on_kick(const struct irc_msg *m)
{
	return gone(param(m, 0), param(m, 1));
}

static bool on_quit(const struct irc_msg *m)
{
	(void)m;
	people_left(heard.nick, -1);
	return true;
}

/* 332, 333, 353, 366: what one is told on entering is no news to who comes back. */
static bool on_topic(const struct irc_msg *m)
{
	const struct room *room = rooms_find(param(m, 1));

	return room == NULL || !room->returning;
}

/* Names in rooms that one is not in. */
static unsigned names_elsewhere;

static bool on_names(const struct irc_msg *m)
{
	struct room *room = rooms_find(param(m, 2));
	unsigned *count = room != NULL ? &room->names : &names_elsewhere, before = *count;
	char nick[NICK_NAME_MAX + 2];

	for (const char *p = last(m); *p != '\0'; p += strcspn(p, " "), p += strspn(p, " ")) {
		p += strspn(p, "~&@%+!.");
		irc_source_nick(p, nick, sizeof nick); /* may have its user and host behind it */
		nick[strcspn(nick, " ")] = '\0';
		if (room != NULL && !name_equal(nick, register_nick()))
			people_seen(nick, rooms_number(room));
		++*count;
	}
	return before < NAMES_SHOWN && (room == NULL || !room->returning);
}

static bool on_names_end(const struct irc_msg *m)
{
	struct room *room = rooms_find(param(m, 1));
	unsigned *count = room != NULL ? &room->names : &names_elsewhere;

	if (*count > NAMES_SHOWN && (room == NULL || !room->returning))
		ui_showf(UI_INFO, "%u names in all", *count);
	*count = 0;
	if (room != NULL)
		room->returning = false;
	return false;
}

/* A channel cannot be entered. */
static bool on_join_refused(const struct irc_msg *m)
{
	struct room *room = rooms_find(param(m, 1));

	if (room != NULL && !room->joined && !room->person)
		rooms_close(room);
	return true;
}

static bool on_fail(const struct irc_msg *m)
{
	if (strcmp(param(m, 0), "CHATHISTORY") == 0)
		for (int i = 2; i < m->nparams - 1; i++)
			if (past_refused(m->params[i]))
				return false;
	return true;
}

static const struct {
	const char *commands;
	bool (*handle)(const struct irc_msg *m);
} handlers[] = {
	{ "PING", on_ping },
	{ "PONG", on_pong },
	{ "ERROR", on_error },
	{ "CAP", register_on_cap },
	{ "001", register_on_welcome },
	{ "432 433 436 437 447", register_on_nick_refused },
	{ "NICK", on_nick },
	{ "JOIN", on_join },
	{ "PART", on_part },
	{ "KICK", on_kick },
	{ "QUIT", on_quit },
	{ "332", on_topic },
	{ "353", on_names },
	{ "366", on_names_end },
	{ "403 405 471 473 474 475 476 477", on_join_refused },
	{ "FAIL", on_fail },
};

/* ---- talk ---- */

/* A byte that may stand in a nick: letters and digits of any script, and RFC 2812's others. */
static bool name_byte(char c)
{
	char folded = name_fold(c);

	return (folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 ||
	       (c != '\0' && strchr("[]\\`_^{|}-", c) != NULL);
}

/* True when a text names a nick, as a word of its own. */
static bool mentions(const char *text, const char *nick)
{
	size_t n = strlen(nick);

	for (const char *p = text; *p != '\0' && n > 0; p++) {
		bool start = p == text || !name_byte(p[-1]);
		if (start && name_starts(p, nick, n) && !name_byte(p[n]))
			return true;
	}
	return false;
}

/* Remembers where in its room the message stands. */
static void keep_place(struct room *room)
{
	if (heard.place.when == 0)
		return;
	if (heard.place.when >= room->last.when)
		room->last = heard.place;
	if (room->first.when == 0 || heard.place.when < room->first.when)
		room->first = heard.place;
}

/* Something is said: finds its room, counts it there, and says how it is to be shown. */
static void talk(const struct irc_msg *m, struct ui_look *look)
{
	const char *to = param(m, 0), *text = param(m, 1);
	const char *channel = to + strspn(to, "@%+"); /* STATUSMSG: to those with a rank */
	bool private = !name_has_channel_prefix(channel), notice = m->command[0] == 'N';
	struct room *room;

	if (m->source == NULL || strchr(m->source, '!') == NULL ||
	    (*text == '\1' && strncmp(text, "\1ACTION ", 8) != 0))
		return;
	if (private)
		room = rooms_find(heard.own ? to : heard.nick);
	else
		room = rooms_find(channel);
	if (room == NULL && private && !notice && ui_person())
		room = rooms_open(heard.own ? to : heard.nick);
	if (!heard.own)
		look->loud = !notice && (private || mentions(text, register_nick()));
	if (room == NULL)
		return;
	keep_place(room);
	if (heard.own || heard.past)
		return;
	people_spoke(heard.nick, rooms_number(room));
	if (room != rooms_current()) {
		room->unread++;
		room->loud |= look->loud;
	}
}

/* ---- all of it ---- */

static void show(const struct irc_msg *m, struct ui_look *look)
{
	static char text[SHOW_BYTES];
	struct buf b;

	buf_init(&b, text, sizeof text);
	if (!show_message(&b, look, m, register_nick(), ui_person() ? rooms_target() : NULL))
		return;
	ui_show(look, b.at, b.len);
	if (look->kind == UI_ERROR && !look->past)
		session_refused(param(m, 1), text);
}

void hear_show(const struct irc_msg *m, uint64_t when)
{
	struct ui_look look = { .when = when };

	show(m, &look);
}

/* Servers that know nothing of capabilities say so; that is no complaint. */
static bool about_cap(const struct irc_msg *m)
{
	return session_registering() && (strcmp(m->command, "421") == 0 || strcmp(m->command, "451") == 0);
}

static void take_batch(const struct irc_msg *m, const char *label)
{
	bool ended;
	struct batch *batch = batch_hear(m, label, &ended);

	if (batch == NULL || !ended)
		return;
	if (batch->label[0] != '\0')
		deliver_hear(m, batch->label, false);
	if (batch->history)
		past_ended(batch);
}

static void take_past(const struct irc_msg *m, struct ui_look *look)
{
	const char *text = param(m, 1);

	heard.batch->messages++;
	look->past = true;
	if (!past_is_news(heard.batch, &heard.place))
		return;
	talk(m, look);
	if (heard.own && strncmp(text, "\1ACTION ", 8) != 0)
		deliver_seen(param(m, 0), text);
	show(m, look);
}

static void take_message(const struct irc_msg *m, const char *label)
{
	const char *answers = heard.batch != NULL && heard.batch->label[0] != '\0' ? heard.batch->label : label;
	bool said = strcmp(m->command, "PRIVMSG") == 0 || strcmp(m->command, "NOTICE") == 0;
	struct ui_look look = { .when = heard.place.when };
	bool news = true;

	if (heard.past && said)
		take_past(m, &look);
	if (heard.past)
		return;
	deliver_hear(m, answers, answers != label);
	for (size_t i = 0; i < ARRAY_LEN(handlers); i++)
		if (irc_list_has(handlers[i].commands, m->command))
			news = handlers[i].handle(m);
	if (said)
		talk(m, &look);
	if (said && heard.own && !ui_person())
		return; /* a program knows what it has said */
	if (news && session_listens() && !about_cap(m))
		show(m, &look);
}

/* An identity goes back to the server as a word of a command: nothing else may be in it. */
static bool is_id(const char *id)
{
	size_t n = 0;

	while ((unsigned char)id[n] > ' ' && id[n] != 0x7f)
		n++;
	return id[n] == '\0' && n <= ID_MAX;
}

static void take_line(char *line)
{
	char value[ID_MAX + 2], label[ID_MAX + 2];
	struct irc_msg m;
	bool labeled;

	if (irc_parse(&m, line) < 0)
		return;
	memset(&heard, 0, sizeof heard);
	if (irc_tag(m.tags, "time", value, sizeof value))
		format_read_time(value, &heard.place.when);
	if (irc_tag(m.tags, "msgid", value, sizeof value) && is_id(value))
		buf_copy(heard.place.id, sizeof heard.place.id, value);
	labeled = irc_tag(m.tags, "label", label, sizeof label);
	if (irc_tag(m.tags, "batch", value, sizeof value))
		heard.batch = batch_find(value);
	heard.past = heard.batch != NULL && heard.batch->history;
	irc_source_nick(m.source != NULL ? m.source : "", heard.nick, sizeof heard.nick);
	heard.own = register_is_me(&m);
	if (strcmp(m.command, "BATCH") == 0)
		take_batch(&m, labeled ? label : NULL);
	else
		take_message(&m, labeled ? label : NULL);
}

void hear_lines(void)
{
	enum line_status status;
	char *line = NULL;
	size_t len = 0;

	while (session_listens() && (status = link_next(&line, &len)) != LINE_NONE) {
		if (status == LINE_LONG)
			ui_showf(UI_ERROR, "The server sent a line that is too long; it is left out");
		else if (memchr(line, '\0', len) != NULL)
			ui_showf(UI_ERROR, "The server sent a line with a NUL in it; it is left out");
		else
			take_line(line);
	}
}
