/* cmd_invite.c: INVITE: lets a user into a channel that is closed to others.
 *
 * Under the chat lock, which is released while a queue is full; after each wait
 * everything is looked up again.
 */
#include <string.h>

#include "chat/channel.h"
#include "chat/event.h"
#include "chat/user.h"
#include "server/cmd/cap.h"
#include "server/cmd/cmd_channel.h"
#include "server/cmd/command.h"
#include "server/cmd/override.h"
#include "server/cmd/reply.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"

/* Lists the channels that the user is invited to. */
static void answer_invited(struct slot *s)
{
	for (int channel = 0; channel < CHANNELS && backpressure_wait_to_answer(s->index) != BACKPRESSURE_CLOSED;
	     channel++)
		if (channels[channel].count > 0 && bits_has(channels[channel].invited, s->index))
			reply(s->index, RPL_INVITELIST, channels[channel].name);
	reply(s->index, RPL_ENDOFINVITELIST);
}

/* True when the user may invite without the rights of an operator. */
static bool invites_freely(int channel, int slot)
{
	return channel_has(channel, slot) && !(channels[channel].modes & CHANNEL_INVITED);
}

/* Finds the channel and the user to be invited; false after the error reply. */
static bool may_invite(struct slot *s, const struct irc_msg *m, int *channel, int *guest)
{
	*guest = user_find_registered(m->params[0]);
	if (*guest < 0) {
		reply(s->index, ERR_NOSUCHNICK, reply_word(m->params[0]));
		return false;
	}
	*channel = cmd_channel_any(s, m->params[1]);
	if (*channel < 0)
		return false;
	if (!invites_freely(*channel, s->index) && !override_may(*channel, s->index))
		reply(s->index, ERR_CHANOPRIVSNEEDED, channels[*channel].name);
	else if (channel_has(*channel, *guest))
		reply(s->index, ERR_USERONCHANNEL, users[*guest].nick, channels[*channel].name);
	else
		return true;
	return false;
}

void cmd_invite(struct slot *s, const struct irc_msg *m)
{
	struct event e;
	uint32_t told[SLOT_WORDS];
	int channel, guest;

	if (m->nparams < 2) {
		if (m->nparams == 0)
			answer_invited(s);
		else
			reply(s->index, ERR_NEEDMOREPARAMS, "INVITE");
		return;
	}
	do {
		if (!may_invite(s, m, &channel, &guest))
			return;
		memcpy(told, channels[channel].members, sizeof told);
		cap_split(told, CAP_INVITE_NOTIFY, NULL);
		bits_remove(told, s->index);
		bits_add(told, guest);
	} while (backpressure_wait_for(s->index, told) == BACKPRESSURE_WAITED);
	if (s->state != SLOT_OPEN)
		return;
	reply(s->index, RPL_INVITING, users[guest].nick, channels[channel].name);
	if (users[guest].away[0] != '\0')
		reply(s->index, RPL_AWAY, users[guest].nick, users[guest].away);
	if (bits_has(channels[channel].invited, guest)) { /* repeated, they would be a way to pester the guest */
		reply_notice(s->index, "%s is already invited to %s, and is not notified again.", users[guest].nick,
		             channels[channel].name);
		return;
	}
	if (!invites_freely(channel, s->index) && !channel_is_op(channel, s->index))
		override_tell(s, channel, "INVITE");
	bits_add(channels[channel].invited, guest);
	buf_fmt(event_from(&e, s->index), "INVITE %s %s", users[guest].nick, channels[channel].name);
	event_to_set(&e, told);
	event_end(&e);
}
