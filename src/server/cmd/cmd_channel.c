/* cmd_channel.c: JOIN, PART, TOPIC, KICK: the members and topic of a channel.
 *
 * All under the chat lock. Long replies wait between their lines while the
 * requester's queue is full; after each wait everything is looked up again.
 */
#include "server/cmd/cmd_channel.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "chat/account.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/history.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "irc/name.h"
#include "server/cmd/cap.h"
#include "server/cmd/cmd_history.h"
#include "server/cmd/cmd_isupport.h"
#include "server/cmd/cmd_list.h"
#include "server/cmd/cmd_marks.h"
#include "server/cmd/command.h"
#include "server/cmd/override.h"
#include "server/cmd/reply.h"
#include "server/cmd/yield.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"

int cmd_channel_own(struct slot *s, const char *name)
{
	int channel = channel_find(name);

	if (channel < 0)
		reply(s->index, ERR_NOSUCHCHANNEL, reply_word(name));
	else if (!channel_has(channel, s->index))
		reply(s->index, ERR_NOTONCHANNEL, channels[channel].name);
	else
		return channel;
	return -1;
}

int cmd_channel_any(struct slot *s, const char *name)
{
	int channel = channel_find(name);

	return channel >= 0 && users[s->index].modes & USER_OPER ? channel : cmd_channel_own(s, name);
}

/* ---- TOPIC ---- */

void cmd_channel_answer_topic(int slot, int channel)
{
	const struct channel *c = &channels[channel];

	reply(slot, RPL_TOPIC, c->name, c->topic);
	reply(slot, RPL_TOPICWHOTIME, c->name, c->topic_by, (unsigned long long)c->topic_at);
}

static void set_topic(struct slot *s, int channel, const char *text)
{
	struct event e;
	struct channel *c = &channels[channel];

	buf_copy(c->topic, sizeof c->topic, text);
	buf_copy(c->topic_by, sizeof c->topic_by, users[s->index].nick);
	c->topic_at = event_wall_ms() / 1000;
	buf_fmt(event_from(&e, s->index), "TOPIC %s :%s", c->name, c->topic);
	event_to_set(&e, c->members);
	event_keep(&e, HISTORY_DEEDS, (int)(c - channels));
	event_end(&e);
}

void cmd_topic(struct slot *s, const struct irc_msg *m)
{
	int channel = channel_find(m->params[0]);
	bool own;

	if (m->nparams == 1) {
		if (channel < 0 || !channel_visible(channel, s->index))
			channel = cmd_channel_any(s, m->params[0]);
		if (channel < 0)
			return;
		if (channels[channel].topic[0] != '\0')
			cmd_channel_answer_topic(s->index, channel);
		else
			reply(s->index, RPL_NOTOPIC, channels[channel].name);
		return;
	}
	do {
		channel = cmd_channel_any(s, m->params[0]);
		if (channel < 0)
			return;
		own = channel_is_op(channel, s->index) ||
		      (channel_has(channel, s->index) && !(channels[channel].modes & CHANNEL_TOPIC_LOCK));
		if (!own && !override_may(channel, s->index)) {
			reply(s->index, ERR_CHANOPRIVSNEEDED, channels[channel].name);
			return;
		}
	} while (backpressure_wait_for(s->index, channels[channel].members) == BACKPRESSURE_WAITED);
	if (s->state != SLOT_OPEN)
		return;
	if (!own)
		override_tell(s, channel, "TOPIC");
	set_topic(s, channel, m->params[1]);
}

/* ---- JOIN ---- */

/* Sends ERR_NEEDMOREPARAMS (461) for a list without items: it counts as a missing parameter. */
static void need_item(struct slot *s, const char *list, const char *command)
{
	if (list[strspn(list, ",")] == '\0')
		reply(s->index, ERR_NEEDMOREPARAMS, command);
}

void cmd_channel_tell_join(int slot, int channel, const uint32_t set[SLOT_WORDS], bool keep)
{
	struct event e;
	uint32_t extended[SLOT_WORDS], others[SLOT_WORDS] = { 0 };

	memcpy(extended, set, sizeof extended);
	cap_split(extended, CAP_EXTENDED_JOIN, others);
	buf_fmt(event_from(&e, slot), "JOIN %s", channels[channel].name);
	event_to_set(&e, others);
	if (keep)
		event_keep(&e, HISTORY_DEEDS, channel);
	event_end(&e);
	if (bits_none(extended, SLOT_WORDS))
		return;
	buf_fmt(event_from_again(&e, slot), "JOIN %s %s :%s", channels[channel].name,
	        account_of(slot) != NULL ? account_of(slot) : "*", users[slot].realname);
	event_to_set(&e, extended);
	event_end(&e);
}

/* Sends JOIN to all members, including the new one; and AWAY, if the new one is away, to those with away-notify. */
static void announce_join(struct slot *s, int channel)
{
	struct event e;
	uint32_t told[SLOT_WORDS];

	cmd_channel_tell_join(s->index, channel, channels[channel].members, true);
	if (users[s->index].away[0] == '\0')
		return;
	memcpy(told, channels[channel].members, sizeof told);
	bits_remove(told, s->index);
	cap_split(told, CAP_AWAY_NOTIFY, NULL);
	buf_fmt(event_from(&e, s->index), "AWAY :%s", users[s->index].away);
	event_to_set(&e, told);
	event_end(&e);
}

/* True if the user may join, as an operator of the server if *forced; else false, after the error reply. */
static bool may_join(struct slot *s, int channel, const char *key, bool *forced)
{
	const struct channel *c = &channels[channel];
	bool banned = channel_bans(channel, s->index), invited = channel_invites(channel, s->index);
	bool fits = c->key[0] == '\0' || strcmp(c->key, key) == 0, full = c->limit > 0 && c->count >= c->limit;

	if (!banned && invited && fits && !full)
		return true;
	*forced = users[s->index].modes & USER_OPER;
	if (*forced)
		return true;
	if (banned)
		reply(s->index, ERR_BANNEDFROMCHAN, c->name);
	else if (!invited)
		reply(s->index, ERR_INVITEONLYCHAN, c->name);
	else if (!fits)
		reply(s->index, ERR_BADCHANNELKEY, c->name);
	else
		reply(s->index, ERR_CHANNELISFULL, c->name);
	return false;
}

/* Finds or creates the channel for JOIN. -1: the error reply has been sent, or the user is a member already, or channel
 * *victim must be dissolved first (*victim is -1 otherwise). *forced: as in may_join. */
static int channel_to_join(struct slot *s, const char *name, const char *key, int *victim, bool *forced)
{
	int channel = channel_find(name), yields;

	*victim = -1;
	*forced = false;
	if (!name_is_channel(name)) {
		if (name_has_channel_prefix(name) && name[0] == '#')
			reply(s->index, ERR_BADCHANMASK, reply_word(name), CHANNEL_MAX - 1);
		else
			reply(s->index, ERR_NOSUCHCHANNEL, reply_word(name));
		return -1;
	}
	if (channel >= 0 && channel_has(channel, s->index))
		return -1;
	if (bits_count(users[s->index].in, CHANNEL_WORDS) >= CHANNELS_PER_CLIENT) {
		reply(s->index, ERR_TOOMANYCHANNELS, name, CHANNELS_PER_CLIENT);
		return -1;
	}
	if (channel >= 0)
		return may_join(s, channel, key, forced) ? channel : -1;
	switch (channel_room(s->index, name, &yields)) {
	case CHANNEL_ROOM:
		return channel_make(s->index, name, event_wall_ms() / 1000);
	case CHANNEL_ROOM_YIELDED:
		*victim = yields;
		break;
	case CHANNEL_ROOM_NONE:
		reply(s->index, ERR_UNAVAILRESOURCE, name, "this server has no room for more");
		break;
	case CHANNEL_ROOM_SHARE:
		reply(s->index, ERR_UNAVAILRESOURCE, name,
		      "your address has created as many as it may, and the rest are reserved for others");
		break;
	}
	return -1;
}

static void join(struct slot *s, const char *name, const char *key)
{
	uint32_t number;
	int channel, victim;
	enum backpressure room;
	bool forced;

	do {
		channel = channel_to_join(s, name, key, &victim, &forced);
		if (channel < 0 && victim < 0)
			return;
		room = victim >= 0 ? yield_room(s->index, victim, name)
		                   : backpressure_wait_for(s->index, channels[channel].members);
	} while (room == BACKPRESSURE_WAITED);
	if (s->state != SLOT_OPEN || room == BACKPRESSURE_CLOSED)
		return;
	if (victim >= 0) {
		yield_channel(victim);
		channel = channel_make(s->index, name, event_wall_ms() / 1000);
	}
	if (forced)
		override_tell(s, channel, "JOIN");
	channel_join(channel, s->index);
	announce_join(s, channel);
	number = event_number();
	if (channels[channel].topic[0] != '\0')
		cmd_channel_answer_topic(s->index, channel);
	cmd_marks_answer(s, channels[channel].name);
	if (!(users[s->index].caps & CAP_NO_IMPLICIT_NAMES))
		cmd_list_answer_names(s, s->index, channel);
	if (s->state == SLOT_OPEN && bits_has(users[s->index].in, channel))
		cmd_history_replay(s, channel, number);
}

/* ---- PART ---- */

static void part(struct slot *s, const char *name, const char *reason)
{
	struct event e;
	int channel;

	do {
		channel = cmd_channel_own(s, name);
		if (channel < 0)
			return;
	} while (backpressure_wait_for(s->index, channels[channel].members) == BACKPRESSURE_WAITED);
	if (s->state != SLOT_OPEN)
		return;
	buf_fmt(event_from(&e, s->index), *reason != '\0' ? "PART %s :%s" : "PART %s", channels[channel].name, reason);
	event_to_set(&e, channels[channel].members);
	event_keep(&e, HISTORY_DEEDS, channel);
	event_end(&e);
	channel_leave(channel, s->index);
}

void cmd_part(struct slot *s, const struct irc_msg *m)
{
	const char *names = m->params[0];
	char name[NAME_BYTES];

	need_item(s, names, "PART");
	while (irc_list_next(&names, name, sizeof name) && backpressure_wait_to_answer(s->index) != BACKPRESSURE_CLOSED)
		part(s, name, m->nparams > 1 ? m->params[1] : "");
}

void cmd_join(struct slot *s, const struct irc_msg *m)
{
	const char *names = m->params[0], *keys = m->nparams > 1 ? m->params[1] : "";
	char name[NAME_BYTES], key[KEY_MAX + 2];

	if (strcmp(names, "0") == 0) { /* leave all channels (RFC 2812 section 3.2.1) */
		BITS_EACH(channel, users[s->index].in, CHANNEL_WORDS)
			if (backpressure_wait_to_answer(s->index) != BACKPRESSURE_CLOSED &&
			    channel_has(channel, s->index)) {
				buf_copy(name, sizeof name, channels[channel].name);
				part(s, name, "");
			}
		return;
	}
	need_item(s, names, "JOIN");
	while (irc_list_next(&names, name, sizeof name) &&
	       backpressure_wait_to_answer(s->index) != BACKPRESSURE_CLOSED) {
		irc_list_next(&keys, key, sizeof key);
		join(s, name, key);
	}
}

/* ---- KICK ---- */

/* Kicks one member, with a reason of `len` bytes. False: the user may not kick there, and the error reply has been
 * sent; or the user is being closed. */
static bool kick(struct slot *s, const char *name, const char *nick, const char *reason, size_t len)
{
	struct event e;
	int channel, member;

	do {
		channel = cmd_channel_any(s, name);
		if (channel < 0)
			return false;
		if (!override_may(channel, s->index)) {
			reply(s->index, ERR_CHANOPRIVSNEEDED, channels[channel].name);
			return false;
		}
		member = user_find_registered(nick);
		if (member < 0 || !channel_has(channel, member)) {
			if (member < 0)
				reply(s->index, ERR_NOSUCHNICK, reply_word(nick));
			else
				reply(s->index, ERR_USERNOTINCHANNEL, users[member].nick, channels[channel].name);
			return true;
		}
	} while (backpressure_wait_for(s->index, channels[channel].members) == BACKPRESSURE_WAITED);
	if (s->state != SLOT_OPEN)
		return false;
	if (!channel_is_op(channel, s->index))
		override_tell(s, channel, "KICK");
	buf_fmt(event_from(&e, s->index), "KICK %s %s :%.*s", channels[channel].name, users[member].nick, (int)len,
	        reason);
	event_to_set(&e, channels[channel].members);
	event_keep(&e, HISTORY_DEEDS, channel);
	event_end(&e);
	channel_leave(channel, member);
	slot_changed(member);
	return true;
}

void cmd_kick(struct slot *s, const struct irc_msg *m)
{
	const char *names = m->params[0], *nicks = m->params[1];
	const char *reason = m->nparams > 2 && m->params[2][0] != '\0' ? m->params[2] : users[s->index].nick;
	size_t len = strlen(reason);
	char name[NAME_BYTES], next[NAME_BYTES], nick[NICK_MAX + 2];
	bool may = true;

	if (len > KICK_REASON_MAX)
		len = utf8_cut(reason, KICK_REASON_MAX);
	need_item(s, nicks, "KICK");
	irc_list_next(&names, name, sizeof name);
	for (int n = 0;
	     irc_list_next(&nicks, nick, sizeof nick) && backpressure_wait_to_answer(s->index) != BACKPRESSURE_CLOSED;
	     n++) {
		if (n == KICKS_MAX) {
			reply(s->index, ERR_TOOMANYTARGETS, reply_word(nick), KICKS_MAX);
			return;
		}
		/* One channel for all nicks, or one for each (RFC 2812 section 3.2.8). */
		if (n > 0 && irc_list_next(&names, next, sizeof next)) {
			buf_copy(name, sizeof name, next);
			may = true;
		}
		if (may)
			may = kick(s, name, nick, reason, len);
	}
}
