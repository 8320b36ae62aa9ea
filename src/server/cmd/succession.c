/* succession.c: the next operator of a channel that has none.
 *
 * When the last operator has gone, and none has come within OPLESS_MS, the
 * member who has been there longest becomes operator (chat/elder.h): no channel
 * stays without, locked by modes i or k even. The server announces it. One
 * channel a turn, so that many at once do not fill the queues. Stateless; main
 * thread, under the chat lock.
 */
#include "server/cmd/succession.h"

#include "base/buf.h"
#include "base/log.h"
#include "chat/channel.h"
#include "chat/elder.h"
#include "chat/event.h"
#include "chat/history.h"
#include "chat/user.h"
#include "patience.h"
#include "server/config/settings.h"
#include "server/conn/slot.h"

/* The channel that has been without operators longest, or -1. */
static int longest(void)
{
	int found = -1;

	for (int i = 0; i < CHANNELS; i++)
		if (channels[i].count > 0 && channels[i].opless_ms != 0 &&
		    (found < 0 || channels[i].opless_ms < channels[found].opless_ms))
			found = i;
	return found;
}

uint64_t succession_due(void)
{
	int channel = longest();

	return channel < 0 ? UINT64_MAX : channels[channel].opless_ms + OPLESS_MS;
}

void succession_tick(uint64_t now_ms)
{
	struct event e;
	int channel = longest(), slot;

	if (channel < 0 || now_ms < succession_due() || !history_reserve(POOL_LEAVE + POOL_RESERVE))
		return;
	slot = elder_successor(channel);
	channel_set_op(channel, slot, true);
	buf_fmt(event_begin(&e), ":%s MODE %s +o %s", settings.name, channels[channel].name, users[slot].nick);
	event_to_set(&e, channels[channel].members);
	event_end(&e);
	slot_changed(slot);
}
