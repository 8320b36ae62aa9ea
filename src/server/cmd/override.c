/* override.c: what operators of the server may do in channels that are not theirs.
 *
 * One rule: they may do what an operator of the channel may do, and each time
 * all members are told. MODE, TOPIC, KICK, INVITE and RENAME work from outside,
 * JOIN past all modes. Under the chat lock; stateless.
 */
#include "server/cmd/override.h"

#include <string.h>

#include "base/buf.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/user.h"
#include "server/config/settings.h"
#include "server/conn/slot.h"

bool override_may(int channel, int slot)
{
	return channel_is_op(channel, slot) || users[slot].modes & USER_OPER;
}

void override_tell(struct slot *s, int channel, const char *command)
{
	struct event e;
	uint32_t told[SLOT_WORDS];

	memcpy(told, channels[channel].members, sizeof told);
	bits_add(told, s->index);
	buf_fmt(event_begin(&e), ":%s NOTICE %s :%s, an operator of this server, uses %s in %s", settings.name,
	        channels[channel].name, users[s->index].nick, command, channels[channel].name);
	event_to_set(&e, told);
	event_end(&e);
}
