/* history.c: what was said in each channel.
 *
 * Owns history_ring: all channels' messages in one ring in the order they
 * were said, so that the oldest of all is always the one to give way. Called
 * under the chat lock. A channel's history is found by walking the ring: it
 * is short, and is only walked when somebody joins. Only talk is kept, so
 * joins and parts cannot push it out.
 */
#include "chat/history.h"

#include "chat/lock.h"
#include "chat/objects.h"

/* Entries stand at [oldest, newest), each at its number modulo HISTORY_MAX. */
static history_at oldest, newest;

static struct history_entry *entry(history_at at)
{
	return &history_ring[at % HISTORY_MAX];
}

void history_init(void)
{
	oldest = newest = 0;
}

bool history_give(void)
{
	ASSERT_CHAT_LOCKED();
	while (oldest != newest) {
		struct history_entry *e = entry(oldest++);
		if (e->channel < 0)
			continue;
		msg_release(e->msg);
		return true;
	}
	return false;
}

void history_add(int channel, msg_ref m)
{
	ASSERT_CHAT_LOCKED();
	if (newest - oldest == HISTORY_MAX) {
		struct history_entry *e = entry(oldest++);
		if (e->channel >= 0)
			msg_release(e->msg);
	}
	msg_hold(m);
	*entry(newest++) = (struct history_entry){ .msg = m, .channel = (int16_t)channel };
}

void history_forget(int channel)
{
	ASSERT_CHAT_LOCKED();
	for (history_at at = oldest; at != newest; at++)
		if (entry(at)->channel == channel) {
			msg_release(entry(at)->msg);
			entry(at)->channel = -1;
		}
}

history_at history_last(int channel, int n)
{
	history_at found = newest;

	ASSERT_CHAT_LOCKED();
	for (history_at at = newest; n > 0 && at != oldest;)
		if (entry(--at)->channel == channel) {
			found = at;
			n--;
		}
	return found;
}

msg_ref history_next(int channel, history_at *at)
{
	ASSERT_CHAT_LOCKED();
	if (newest - *at > newest - oldest)
		*at = oldest;
	while (*at != newest) {
		struct history_entry *e = entry((*at)++);
		if (e->channel == channel)
			return e->msg;
	}
	return MSG_NONE;
}
