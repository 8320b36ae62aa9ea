/* audience.c: the recipients of a message.
 *
 * Shared by PRIVMSG, NOTICE, TAGMSG and batches of them. Under the chat lock,
 * which is released while a recipient has no room; stateless.
 */
#include "server/cmd/audience.h"

#include <string.h>

#include "base/utf8.h"
#include "chat/channel.h"
#include "chat/lock.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "irc/name.h"
#include "server/cmd/cap.h"
#include "server/cmd/reply.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"

const char *audience_tags(const struct slot *s, const struct irc_msg *m)
{
	return users[s->index].caps & CAP_MESSAGE_TAGS ? m->tags : NULL;
}

const char *audience_target(const struct audience *a)
{
	return a->channel >= 0 ? channels[a->channel].name : users[a->user].nick;
}

size_t audience_most(int slot, const char *command, const char *target)
{
	const struct user *u = &users[slot];

	ASSERT_CHAT_LOCKED();
	return LINE_MAX_BYTES - strlen(":!@   :\r\n") - strlen(u->nick) - strlen(u->name) - strlen(u->host) -
	       strlen(command) - strlen(target);
}

size_t audience_kept(int slot, const char *command, const char *target, const char *text)
{
	size_t most = audience_most(slot, command, target), len = strlen(text);

	return len > most ? utf8_cut(text, most) : len;
}

/* The channel, if the user may send this there; else -1, after the error reply. */
static int find_channel(struct slot *s, const struct talk *t, const char *name)
{
	int channel = channel_find(name);
	const char *why = NULL;

	if (channel >= 0)
		why = channel_refuses(channel, s->index, t->text != NULL ? t->text : "");
	if (channel >= 0 && why == NULL)
		return channel;
	if (t->quiet)
		return -1;
	if (channel < 0 || !channel_visible(channel, s->index))
		reply(s->index, ERR_NOSUCHCHANNEL, reply_word(name));
	else
		reply(s->index, ERR_CANNOTSENDTOCHAN, channels[channel].name, why);
	return -1;
}

static int find_user(struct slot *s, const struct talk *t, const char *nick)
{
	int user = user_find_registered(nick);

	if (user < 0 && !t->quiet)
		reply(s->index, ERR_NOSUCHNICK, reply_word(nick));
	return user;
}

/* Adds the members that the message is for: all, or the operators (@), or the operators and voiced members (+). */
static void add_members(struct audience *a)
{
	const struct channel *c = &channels[a->channel];

	for (int w = 0; w < SLOT_WORDS; w++) {
		a->set[w] = a->status[0] == '\0' ? c->members[w] : c->ops[w];
		if (a->status[0] == '+')
			a->set[w] |= c->voices[w];
	}
}

bool audience_find(struct slot *s, const struct talk *t, const char *target, int blocks, struct audience *a)
{
	const char *name = target;
	enum backpressure room;

	memset(a, 0, sizeof *a);
	while (*name == '@' || *name == '+')
		name++;
	if (*name == '#' && name > target)
		a->status[0] = memchr(target, '+', (size_t)(name - target)) != NULL ? '+' : '@';
	else
		name = target;
	do {
		a->channel = a->user = -1;
		memset(a->set, 0, sizeof a->set);
		if (name_has_channel_prefix(name)) {
			a->channel = find_channel(s, t, name);
			if (a->channel >= 0)
				add_members(a);
		} else {
			a->user = find_user(s, t, name);
			if (a->user >= 0)
				bits_add(a->set, a->user);
		}
		if (a->channel < 0 && a->user < 0)
			return false;
		if (users[s->index].caps & CAP_ECHO_MESSAGE)
			bits_add(a->set, s->index);
		else if (a->user != s->index)
			bits_remove(a->set, s->index);
		if (t->text == NULL)
			cap_split(a->set, CAP_MESSAGE_TAGS, NULL);
		room = backpressure_wait_for_many(s->index, a->set, blocks);
	} while (room == BACKPRESSURE_WAITED);
	if (room == BACKPRESSURE_CLOSED && s->state == SLOT_OPEN)
		reply_fail(s->index, t->command, "NO_ROOM", "",
		           "There is no room for so much just now: try again later");
	return room == BACKPRESSURE_NONE;
}

void audience_answer(struct slot *s, const struct talk *t, const struct audience *a)
{
	if (a->user >= 0 && t->text != NULL && !t->quiet && users[a->user].away[0] != '\0')
		reply(s->index, RPL_AWAY, users[a->user].nick, users[a->user].away);
}
