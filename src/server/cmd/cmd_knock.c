/* cmd_knock.c: KNOCK: asks the operators of a channel for an invitation.
 *
 * Source: no RFC; the numerics and their parameters are those of ircd-ratbox,
 * whose 710 has the channel in place of the reader's nick. Under the chat lock.
 * The rate limit counts per address (origin.h): a new nick or a new connection
 * does not reset it.
 */
#include <string.h>

#include "base/utf8.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/user.h"
#include "server/cmd/command.h"
#include "server/cmd/reply.h"
#include "server/config/settings.h"
#include "server/conn/backpressure.h"
#include "server/conn/origin.h"
#include "server/conn/slot.h"

/* Burst: knocks that an address may send at once. */
#define KNOCK_BURST 3
/* Refill rate: milliseconds until an address may knock once more. */
#define KNOCK_MS 60000

/* Seconds until the address may knock; 0: now. */
static unsigned seconds_to_wait(const struct slot *s)
{
	uint32_t debt = origin_debt(s->origin, ORIGIN_CALLED, event_now_ms()), most = (KNOCK_BURST - 1) * KNOCK_MS;

	return debt > most ? (debt - most + 999) / 1000 : 0;
}

/* The channel; -1 after the error reply if the user may not knock there. */
static int channel_to_knock(struct slot *s, const char *name)
{
	int channel = channel_find(name);

	if (channel < 0)
		reply(s->index, ERR_NOSUCHCHANNEL, reply_word(name));
	else if (channel_has(channel, s->index))
		reply(s->index, ERR_KNOCKONCHAN, channels[channel].name);
	else if (channel_bans(channel, s->index))
		reply(s->index, ERR_CANNOTSENDTOCHAN, channels[channel].name, "you are banned (+b)");
	else if (channel_is_open(channel, s->index))
		reply(s->index, ERR_CHANOPEN, channels[channel].name);
	else if (bits_none(channels[channel].ops, SLOT_WORDS))
		reply(s->index, ERR_CANNOTSENDTOCHAN, channels[channel].name, "no operator is there to let you in");
	else if (seconds_to_wait(s) > 0)
		reply(s->index, ERR_TOOMANYKNOCK, channels[channel].name, seconds_to_wait(s));
	else
		return channel;
	return -1;
}

void cmd_knock(struct slot *s, const struct irc_msg *m)
{
	struct event e;
	const struct user *u = &users[s->index];
	const char *text = m->nparams > 1 ? m->params[1] : "";
	struct buf *b;
	size_t most;
	int channel;

	do {
		channel = channel_to_knock(s, m->params[0]);
		if (channel < 0)
			return;
	} while (backpressure_wait_for(s->index, channels[channel].ops) == BACKPRESSURE_WAITED);
	if (s->state != SLOT_OPEN)
		return;
	origin_charge(s->origin, ORIGIN_CALLED, KNOCK_MS, event_now_ms());
	b = event_begin(&e);
	buf_fmt(b, ":%s %03u %s ", settings.name, (unsigned)RPL_KNOCK, channels[channel].name);
	buf_fmt(b, RPL_KNOCK_TEXT, channels[channel].name, u->nick, u->name, u->host, *text != '\0' ? ": " : "");
	most = LINE_MAX_BYTES - 2 - b->len;
	buf_str(b, text);
	event_to_set(&e, channels[channel].ops);
	event_end(&e);
	reply(s->index, RPL_KNOCKDLVR, channels[channel].name);
	reply_cut(s->index, "KNOCK", channels[channel].name, text,
	          strlen(text) > most ? utf8_cut(text, most) : strlen(text));
}
