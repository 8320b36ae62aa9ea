/* slot.c: the clients' slots.
 *
 * Owns slots[]; under the chat lock. Never grows: when all slots are taken, new
 * connections wait or are refused (held.c). Each slot has a thread
 * (slot_thread.c).
 */
#include "server/conn/slot.h"

#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/founder.h"
#include "chat/lock.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "net/net.h"
#include "patience.h"
#include "server/config/settings.h"
#include "server/conn/main_call.h"
#include "server/conn/origin.h"

/* Closing slots whose threads may be waiting for input. Under the chat lock. */
static uint32_t to_wake[SLOT_WORDS];

static _Atomic bool stopping;
static int busy; /* slots that are not free; under the chat lock */

int slot_find_free(int most)
{
	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < most; i++)
		if (slots[i].state == SLOT_FREE)
			return i;
	return -1;
}

int slots_busy(void)
{
	ASSERT_CHAT_LOCKED();
	return busy;
}

void slot_open(int index, int conn, const struct net_origin *from, bool web)
{
	struct slot *s = &slots[index];

	ASSERT_CHAT_LOCKED();
	CHECK(s->state == SLOT_FREE);
	memset((char *)s + offsetof(struct slot, conn), 0, offsetof(struct slot, in) - offsetof(struct slot, conn));
	s->conn = conn;
	s->origin = origin_find(from, event_now_ms());
	origin_enter(s->origin);
	s->web = s->hinted = web;
	s->stranger = true;
	s->transport = &transport_tcp;
	s->protocol = &protocol_detect;
	s->opened_ms = s->heard_ms = event_now_ms();
	bucket_start(&s->flood, (struct bucket_size){ settings.flood_rate, settings.flood_burst }, event_now_ms());
	bucket_start(&s->pace, SLOT_PACE, event_now_ms());
	s->target = (struct plain_target){ .at = PLAIN_NOWHERE };
	bits_remove(to_wake, index);
	bits_remove(outq_overrun, index);
	s->state = SLOT_OPEN;
	busy++;
	line_start(&s->in, s->input, sizeof s->input - SLOT_SPARE, LINE_MAX_BYTES - 2, 0);
	outq_open(index, event_now_ms());
	outqs[index].waited_ms = origin_debt(s->origin, ORIGIN_WAITED, event_now_ms()) / OUTQ_FORGIVE;
	user_open(index, from->text, origins[s->origin].number);
	founder_open(index);
	sem_post(&s->go);
}

void slot_free(struct slot *s)
{
	ASSERT_CHAT_LOCKED();
	CHECK(s->state == SLOT_CLOSING && !users[s->index].present);
	origin_leave(s->origin, s->stranger);
	s->state = SLOT_FREE;
	busy--;
	main_call(); /* a connection may be waiting for a slot */
}

/* Charges the reader's address for the time that others waited: reconnecting does not clear it. */
static void remember_waits(const struct slot *s)
{
	uint64_t owed = (uint64_t)outqs[s->index].waited_ms * OUTQ_FORGIVE;
	uint32_t debt = origin_debt(s->origin, ORIGIN_WAITED, event_now_ms());

	if (owed > ORIGIN_DEBT_MAX)
		owed = ORIGIN_DEBT_MAX;
	if (owed > debt)
		origin_charge(s->origin, ORIGIN_WAITED, (uint32_t)owed - debt, event_now_ms());
}

void slot_close(int index, const char *reason)
{
	struct slot *s = &slots[index];

	ASSERT_CHAT_LOCKED();
	if (s->state != SLOT_OPEN)
		return;
	labeled_end_for(index);
	buf_copy(s->reason, sizeof s->reason, reason);
	remember_waits(s);
	s->state = SLOT_CLOSING;
	outqs[index].open = false;
	bits_add(to_wake, index);
	main_call();       /* ends the thread's wait for input */
	chat_wake();       /* ends its wait for room */
}

void slot_changed(int index)
{
	struct slot *s = &slots[index];

	ASSERT_CHAT_LOCKED();
	if (s->state == SLOT_OPEN && s->protocol->changed != NULL)
		s->protocol->changed(s);
}

void slots_stop(void)
{
	ASSERT_CHAT_LOCKED();
	stopping = true;
	for (int i = 0; i < CLIENTS; i++)
		slot_close(i, "Server shutting down");
}

bool slots_stopping(void)
{
	return stopping;
}

void slots_wake_closing(void)
{
	int slot;

	do {
		int conn = -1;
		chat_lock();
		slot = bits_next(to_wake, SLOT_WORDS, 0);
		if (slot >= 0) {
			bits_remove(to_wake, slot);
			if (slots[slot].state == SLOT_CLOSING)
				conn = slots[slot].conn;
		}
		chat_unlock();
		if (conn >= 0)
			net_stop_reading(conn); /* harmless if its thread closes it just now: rule 6 in chat/lock.h */
	} while (slot >= 0);
}
