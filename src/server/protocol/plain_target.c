/* plain_target.c: plain mode: the target of a user's text.
 *
 * A message meant for a few must never go to the public. So when the target is
 * no longer the channel that the user chose, the user is told at once, and the
 * next line is held back (plain.c): it may have been typed before the user read
 * that. Checked after KICK, MODE and the user's own commands, and at each tick
 * for other changes. Owns each slot's `target`.
 */
#include "server/protocol/plain_target.h"

#include "chat/channel.h"
#include "chat/lock.h"
#include "chat/user.h"
#include "irc/parse.h"
#include "server/cmd/command.h"
#include "server/cmd/reply.h"
#include "server/conn/slot.h"

#define WHERE_ELSE "/join #channel enters a channel, /list shows them."

static const char *name_of(const struct slot *s)
{
	return channels[s->target.channel].name;
}

static bool lobby_is_open(const struct slot *s)
{
	int lobby = channel_lobby();

	return lobby < 0 || channel_is_open(lobby, s->index);
}

static void go_nowhere(struct slot *s)
{
	s->target.at = PLAIN_NOWHERE;
	s->target.waits = !lobby_is_open(s);
}

/* Handles that the user is no longer in the target channel. */
static void leave(struct slot *s)
{
	int lobby = channel_lobby();

	if (lobby >= 0 && channel_has(lobby, s->index)) {
		s->target.channel = lobby;
		s->target.at = PLAIN_MOVED;
		reply_notice(s->index, "What you type goes to %s now.", name_of(s));
		return;
	}
	go_nowhere(s);
	reply_notice(s->index, "What you type goes to nobody now. " WHERE_ELSE);
}

/* Tells the user when the channel starts or stops to accept their messages. */
static void look_at_channel(struct slot *s)
{
	const char *why = channel_refuses(s->target.channel, s->index, "");

	if (why != NULL && s->target.at != PLAIN_SHUT) {
		s->target.at = PLAIN_SHUT;
		reply_notice(s->index, "You may not speak in %s for now: %s. You will be told when you may.",
		             name_of(s), why);
	} else if (why == NULL && s->target.at == PLAIN_SHUT) {
		s->target.at = PLAIN_HERE;
		reply_notice(s->index, "You may speak in %s now: what you type goes to everyone there.", name_of(s));
	}
}

void plain_target_look(struct slot *s)
{
	ASSERT_CHAT_LOCKED();
	if (s->state != SLOT_OPEN || !users[s->index].registered)
		return;
	if (s->target.at != PLAIN_NOWHERE && !channel_has(s->target.channel, s->index))
		leave(s);
	if (s->target.at != PLAIN_NOWHERE) {
		look_at_channel(s);
	} else if (s->target.waits && lobby_is_open(s)) {
		s->target.waits = false;
		reply_notice(s->index, "%s is open now: /join %s enters it.", channel_lobby_name(),
		             channel_lobby_name());
	}
}

void plain_target_start(struct slot *s)
{
	int lobby = channel_lobby();

	ASSERT_CHAT_LOCKED();
	s->target.at = PLAIN_HERE;
	s->target.channel = lobby;
	if (lobby < 0 || !channel_has(lobby, s->index)) {
		s->target.at = PLAIN_NOWHERE;
		s->target.waits = true;
		reply_notice(s->index, "You are in no channel, and what you type goes to nobody. " WHERE_ELSE);
		reply_notice(s->index, "You will be told when %s opens.", channel_lobby_name());
	} else if (channel_refuses(lobby, s->index, "") == NULL) {
		reply_notice(s->index, "Everything you type goes to everyone in %s.", name_of(s));
	}
	plain_target_look(s);
}

void plain_target_follow(struct slot *s, const char *list)
{
	char name[NAME_BYTES];
	int last = -1;

	ASSERT_CHAT_LOCKED();
	while (irc_list_next(&list, name, sizeof name)) {
		int channel = channel_find(name);
		if (channel >= 0 && channel_has(channel, s->index))
			last = channel;
	}
	if (last >= 0) {
		s->target = (struct plain_target){ .channel = last, .at = PLAIN_HERE };
		if (channel_refuses(last, s->index, "") == NULL)
			reply_notice(s->index, "What you type goes to %s now.", name_of(s));
	} else if (s->target.at != PLAIN_NOWHERE && channel_has(s->target.channel, s->index)) {
		reply_notice(s->index, "What you type still goes to %s.", name_of(s));
	}
	plain_target_look(s);
}
