/* yield.c: dissolves a channel to make room for another one.
 *
 * All under the chat lock. Owns nothing. Each member is sent their own KICK
 * only: no channel is left in which the others could be missed.
 */
#include "server/cmd/yield.h"

#include <string.h>

#include "base/buf.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/user.h"
#include "server/cmd/reply.h"
#include "server/config/settings.h"
#include "server/conn/slot.h"

/* Message blocks for the KICK of one member: the longest names, and the tags. */
#define YIELD_BLOCKS 3

enum backpressure yield_room(int slot, int victim, const char *name)
{
	const struct channel *c = &channels[victim];
	enum backpressure room = backpressure_wait_for_many(slot, c->members, YIELD_BLOCKS * c->count);

	if (room == BACKPRESSURE_CLOSED && slots[slot].state == SLOT_OPEN)
		reply(slot, ERR_UNAVAILRESOURCE, name, "this server has no room for more just now");
	return room;
}

void yield_channel(int victim)
{
	struct event e;
	uint32_t members[SLOT_WORDS];

	memcpy(members, channels[victim].members, sizeof members);
	BITS_EACH(i, members, SLOT_WORDS) {
		buf_fmt(event_begin(&e), ":%s KICK %s %s :%s", settings.name, channels[victim].name, users[i].nick,
		        "All channels are taken, and this one's place goes to a user who has fewer");
		event_to_reader(&e, i);
		event_end(&e);
		channel_leave(victim, i);
		slot_changed(i);
	}
}
