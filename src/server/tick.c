/* tick.c: the timers of slots.
 *
 * Hints: a silent person is asked to type a name. Idle timeouts: a silent
 * client is sent a PING (alive.c). Registration timeouts: a client that does
 * not register is closed. Channels without operators (succession.c). Stateless; main thread; under the chat lock.
 */
#include "server/tick.h"

#include "base/clock.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "patience.h"
#include "server/cmd/succession.h"
#include "server/cmd/multiline.h"
#include "server/config/settings.h"
#include "server/conn/alive.h"
#include "server/conn/backpressure.h"
#include "server/conn/flush.h"
#include "server/conn/slot.h"

/* A client that has sent nothing at all may be a person who waits at nc. */
static void hint(struct slot *s, uint64_t now)
{
	if (s->hinted || s->protocol != &protocol_detect || s->heard_ms != s->opened_ms ||
	    clock_since(now, s->opened_ms) < HINT_MS)
		return;
	s->hinted = true;
	protocol_hint(s->index);
}

static void check_registration(struct slot *s, uint64_t now)
{
	/* A client that waits because others at its address guess passwords has twice the time. */
	uint64_t most = (uint64_t)settings.registration_timeout * (s->turn != 0 ? 2000 : 1000);

	if (most > 0 && clock_since(now, s->opened_ms) >= most)
		slot_close(s->index, "Registration timeout");
}

/* A socket polls as writable only when a third of its send buffer is free, which takes a slow reader seconds. It may
 * accept less than that, and the threads that wait for the reader must know that it reads. */
static void try_the_slow(void)
{
	BITS_EACH(slot, outq_full, SLOT_WORDS)
		flush_unblock(slot);
}

/* clock_ms of the slot's next timer; 0: it must be checked twice a second. */
static uint64_t due(const struct slot *s)
{
	if (s->state == SLOT_FREE)
		return UINT64_MAX;
	return s->state == SLOT_OPEN && users[s->index].registered ? alive_due(s->index) : 0;
}

uint64_t tick_calm_ms(uint64_t now)
{
	uint64_t first = UINT64_MAX;

	chat_lock();
	if (multiline_any() || !bits_none(outq_full, SLOT_WORDS) || !bits_none(outq_blocked, SLOT_WORDS))
		first = 0;
	if (succession_due() < first)
		first = succession_due();
	for (int i = 0; i < CLIENTS && first > now; i++)
		if (due(&slots[i]) < first)
			first = due(&slots[i]);
	chat_unlock();
	return clock_since(first, now);
}

void tick(uint64_t now)
{
	chat_lock();
	event_set_time(now, clock_wall_ms());
	for (int i = 0; i < CLIENTS; i++) {
		struct slot *s = &slots[i];
		if (s->state != SLOT_OPEN)
			continue;
		if (users[i].registered) {
			alive_tick(i, now);
			slot_changed(i);
		} else {
			hint(s, now);
			check_registration(s, now);
		}
	}
	succession_tick(now);
	multiline_tick(now);
	try_the_slow();
	backpressure_close_overrun();
	chat_unlock();
	alive_ask_systems(now);
}
