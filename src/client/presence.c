/* presence.c: who is where: the rooms that one enters and leaves, and the people in them, as the server tells it. */
#include "client/presence.h"

#include <string.h>

#include "base/buf.h"
#include "client/client.h"
#include "client/deliver.h"
#include "client/hear.h"
#include "client/past.h"
#include "client/people.h"
#include "client/register.h"
#include "client/rooms.h"
#include "client/session.h"
#include "client/ui.h"
#include "irc/name.h"

/* Whom a message comes from; valid until the next call. */
static const char *nick_of(const struct irc_msg *m)
{
	static char nick[NICK_NAME_MAX + 1];

	irc_source_nick(m->source != NULL ? m->source : "", nick, sizeof nick);
	return nick;
}

bool presence_on_nick(const struct irc_msg *m)
{
	const char *from = nick_of(m), *to = irc_param(m, 0);
	struct room *room = rooms_find(from);

	people_renamed(from, to);
	if (room != NULL && room->person && rooms_find(to) == NULL && *to != '\0')
		buf_copy(room->name, sizeof room->name, to);
	return register_on_nick(m);
}

bool presence_on_join(const struct irc_msg *m)
{
	const char *name = irc_param(m, 0), *host;
	struct room *room = rooms_find(name);
	bool known = room != NULL, news;

	if (!register_is_me(m)) {
		if (known)
			people_seen(nick_of(m), rooms_number(room));
		return true;
	}
	if ((host = strchr(m->source, '!')) != NULL)
		deliver_prefix(strlen(host));
	room = rooms_open(name);
	if (room == NULL) {
		ui_showf(UI_ERROR, "linnet has room for %d channels: this one is one too many", ROOMS);
		return true;
	}
	room->joined = true;
	if (!known)
		rooms_select(room);
	news = !room->returning;
	past_entered(room, hear_when());
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

bool presence_on_part(const struct irc_msg *m)
{
	return gone(irc_param(m, 0), nick_of(m));
}

bool presence_on_kick(const struct irc_msg *m)
{
	return gone(irc_param(m, 0), irc_param(m, 1));
}

bool presence_on_quit(const struct irc_msg *m)
{
	people_left(nick_of(m), -1);
	return true;
}

/* 332, 333, 353, 366: what one is told on entering is no news to who comes back. */
bool presence_on_topic(const struct irc_msg *m)
{
	const struct room *room = rooms_find(irc_param(m, 1));

	return room == NULL || !room->returning;
}

/* Names in rooms that one is not in. */
static unsigned names_elsewhere;

bool presence_on_names(const struct irc_msg *m)
{
	struct room *room = rooms_find(irc_param(m, 2));
	unsigned *count = room != NULL ? &room->names : &names_elsewhere, before = *count;
	char nick[NICK_NAME_MAX + 2];

	for (const char *p = irc_param(m, m->nparams - 1); *p != '\0'; p += strcspn(p, " "), p += strspn(p, " ")) {
		p += strspn(p, "~&@%+!.");
		irc_source_nick(p, nick, sizeof nick); /* may have its user and host behind it */
		nick[strcspn(nick, " ")] = '\0';
		if (room != NULL && !name_equal(nick, register_nick()))
			people_seen(nick, rooms_number(room));
		++*count;
	}
	return before < NAMES_SHOWN && (room == NULL || !room->returning);
}

bool presence_on_names_end(const struct irc_msg *m)
{
	struct room *room = rooms_find(irc_param(m, 1));
	unsigned *count = room != NULL ? &room->names : &names_elsewhere;

	if (*count > NAMES_SHOWN && (room == NULL || !room->returning))
		ui_showf(UI_INFO, "%u names in all", *count);
	*count = 0;
	if (room != NULL)
		room->returning = false;
	return false;
}

void presence_refused(const char *channel)
{
	struct room *room = rooms_find(channel);

	if (room != NULL && !room->joined && !room->person)
		rooms_close(room);
}

bool presence_on_rename(const struct irc_msg *m)
{
	const char *to = irc_param(m, 1);
	struct room *room = rooms_find(irc_param(m, 0));

	if (room != NULL && !room->person && name_has_channel_prefix(to) && rooms_find(to) == NULL)
		buf_copy(room->name, sizeof room->name, to);
	session_renamed(irc_param(m, 0), to);
	return true;
}

bool presence_on_unavailable(const struct irc_msg *m)
{
	return name_has_channel_prefix(irc_param(m, 1)) || register_on_nick_refused(m);
}
