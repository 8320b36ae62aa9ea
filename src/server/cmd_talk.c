/* cmd_talk.c: PRIVMSG, NOTICE: what people say. All under the chat lock. */
#include "server/command.h"

#include <string.h>

#include "base/buf.h"
#include "chat/event.h"
#include "chat/history.h"
#include "chat/lock.h"
#include "irc/name.h"
#include "server/cap.h"
#include "server/isupport.h"
#include "server/objects.h"
#include "server/reply.h"
#include "server/room.h"

/* One message: NOTICE is never answered, not even with an error (Modern IRC, "NOTICE message"). */
struct talk {
	const char *command, *text;
	bool notice;
};

/* Adds the speaker to those who hear, if they want their own words back (IRCv3 echo-message). */
static void add_echo(int slot, uint32_t set[SLOT_WORDS])
{
	if (users[slot].caps & CAP_ECHO_MESSAGE)
		bits_add(set, slot);
	else
		bits_remove(set, slot);
}

/* The channel, if the user may say that there; else -1, after saying why not. */
static int channel_to_talk(struct slot *s, const struct talk *t, const char *name)
{
	int channel = channel_find(name);
	const char *why = channel >= 0 ? channel_refuses(channel, s->index, t->text) : NULL;

	if (channel >= 0 && why == NULL)
		return channel;
	if (t->notice)
		return -1;
	if (channel < 0 || !channel_visible(channel, s->index))
		reply(s->index, ERR_NOSUCHCHANNEL, name);
	else
		reply(s->index, ERR_CANNOTSENDTOCHAN, channels[channel].name, why);
	return -1;
}

static void talk_to_channel(struct slot *s, const struct talk *t, const char *name)
{
	uint32_t hearers[SLOT_WORDS];
	int channel;

	do {
		channel = channel_to_talk(s, t, name);
		if (channel < 0)
			return;
		memcpy(hearers, channels[channel].members, sizeof hearers);
		add_echo(s->index, hearers);
	} while (room_for(s->index, hearers) == ROOM_WAITED);
	if (s->state != SLOT_OPEN)
		return;
	buf_fmt(event_from(s->index), "%s %s :%s", t->command, channels[channel].name, t->text);
	event_to_set(hearers);
	event_keep(channel);
	event_end();
}

static void talk_to_user(struct slot *s, const struct talk *t, const char *nick)
{
	uint32_t hearers[SLOT_WORDS];
	int to;

	do {
		to = user_find_registered(nick);
		if (to < 0) {
			if (!t->notice)
				reply(s->index, ERR_NOSUCHNICK, nick);
			return;
		}
		memset(hearers, 0, sizeof hearers);
		add_echo(s->index, hearers);
		bits_add(hearers, to);
	} while (room_for(s->index, hearers) == ROOM_WAITED);
	if (s->state != SLOT_OPEN)
		return;
	buf_fmt(event_from(s->index), "%s %s :%s", t->command, users[to].nick, t->text);
	event_to_set(hearers);
	event_end();
	if (!t->notice && users[to].away[0] != '\0')
		reply(s->index, RPL_AWAY, users[to].nick, users[to].away);
}

/* What both commands do, for each target. */
static void talk(struct slot *s, const struct irc_msg *m, bool notice)
{
	struct talk t = { .command = notice ? "NOTICE" : "PRIVMSG", .notice = notice };
	const char *targets;
	char target[CHANNEL_MAX + 2];
	int n = 0;

	if (m->nparams == 0 || m->params[0][0] == '\0') {
		if (!notice)
			reply(s->index, ERR_NORECIPIENT, t.command);
		return;
	}
	if (m->nparams == 1 || m->params[1][0] == '\0') {
		if (!notice)
			reply(s->index, ERR_NOTEXTTOSEND);
		return;
	}
	t.text = m->params[1];
	users[s->index].spoke_ms = event_now_ms();
	for (targets = m->params[0]; irc_list_next(&targets, target, sizeof target); n++) {
		if (n == TARGETS_MAX) {
			if (!notice)
				reply(s->index, ERR_TOOMANYTARGETS, target, TARGETS_MAX);
			return;
		}
		if (room_to_answer(s->index) == ROOM_CLOSED)
			return;
		if (name_has_channel_prefix(target))
			talk_to_channel(s, &t, target);
		else
			talk_to_user(s, &t, target);
	}
}

void cmd_privmsg(struct slot *s, const struct irc_msg *m)
{
	talk(s, m, false);
}

void cmd_notice(struct slot *s, const struct irc_msg *m)
{
	talk(s, m, true);
}
