/* cmd_resume.c: RESUME: a client takes its place again after a lost connection.
 *
 * A client with the capability linnet.chat/resume is sent its token after the
 * welcome (`RESUME TOKEN token`). With a new connection, after CAP REQ and
 * before CAP END, it sends `RESUME token`. It then has its nick, user and real
 * name, modes, away message, read markers, channels and rights there again, is
 * welcomed, and is sent a JOIN and the names of each channel. Others are told
 * nothing; the old connection is closed. The wrong tokens of an address count as
 * its wrong passwords do. All under the chat lock.
 */
#include <string.h>

#include "base/buf.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/read_marker.h"
#include "chat/user.h"
#include "server/cmd/cmd_channel.h"
#include "server/cmd/cmd_list.h"
#include "server/cmd/cmd_marks.h"
#include "server/cmd/cmd_register.h"
#include "server/cmd/cap.h"
#include "server/cmd/command.h"
#include "server/cmd/multiline.h"
#include "server/cmd/reply.h"
#include "server/cmd/token.h"
#include "server/conn/backpressure.h"
#include "server/conn/guess.h"
#include "server/conn/slot.h"

/* Gives the member's place in the channel to the other user. */
static void move_member(int channel, int from, int to)
{
	struct channel *c = &channels[channel];
	bool op = channel_is_op(channel, from), voice = bits_has(c->voices, from);

	channel_join(channel, to);
	channel_set_op(channel, to, op);
	if (voice)
		bits_add(c->voices, to);
	channel_leave(channel, from);
}

/* Gives all that the user has to the connection that is not registered yet, whose own caps, host and address stay. The
 * user's old connection is nobody's from then on: nothing is announced when it closes. */
static void move(int from, int to)
{
	struct user *old = &users[from], *new = &users[to];
	uint32_t in[CHANNEL_WORDS];

	memcpy(in, old->in, sizeof in);
	user_set_nick(to, old->nick);
	buf_copy(new->name, sizeof new->name, old->name);
	buf_copy(new->realname, sizeof new->realname, old->realname);
	buf_copy(new->away, sizeof new->away, old->away);
	new->modes = old->modes;
	read_marker_move(from, to);
	BITS_EACH(channel, in, CHANNEL_WORDS)
		move_member(channel, from, to);
	BITS_EACH(channel, in, CHANNEL_WORDS)
		bits_remove(channels[channel].invited, from);
	user_unregister(from);
	slot_close(from, "Resumed by another connection");
}

/* Sends what a client is sent when it joins the channels that it is in. */
static void show_channels(struct slot *s)
{
	for (int channel = 0; channel < CHANNELS; channel++) {
		uint32_t only[SLOT_WORDS] = { 0 };

		if (backpressure_wait_to_answer(s->index) == BACKPRESSURE_CLOSED)
			return;
		if (!bits_has(users[s->index].in, channel))
			continue;
		bits_add(only, s->index);
		cmd_channel_tell_join(s->index, channel, only, false);
		if (channels[channel].topic[0] != '\0')
			cmd_channel_answer_topic(s->index, channel);
		cmd_marks_answer(s, channels[channel].name);
		if (!(users[s->index].caps & CAP_NO_IMPLICIT_NAMES))
			cmd_list_answer_names(s, s->index, channel);
	}
}

void cmd_resume(struct slot *s, const struct irc_msg *m)
{
	int old;

	if (users[s->index].registered) {
		reply(s->index, ERR_ALREADYREGISTERED);
		return;
	}
	if (!cmd_register_password_ok(s) || !guess_turn(s))
		return;
	old = token_owner(m->params[0]);
	if (old < 0 || slots[old].state != SLOT_OPEN) { /* or it is leaving just now */
		guess_wrong(s);
		reply_fail(s->index, "RESUME", "INVALID_TOKEN", "", "There is no connection with that token any more");
		return;
	}
	move(old, s->index);
	cmd_register_enter(s, false);
	show_channels(s);
}
