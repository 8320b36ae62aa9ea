/* alive.c: idle timeouts: finds dead connections.
 *
 * A client that speaks IRC gets a PING: after settings.ping seconds of silence,
 * or at once when somebody wants its nick. That may be the same person, who has
 * reconnected before the old connection is known to be dead. A person at nc
 * cannot answer a PING: there, TCP keep-alive probes the other system. Owns
 * `probed`, for the main thread only; the rest is in the slots, under the chat
 * lock.
 */
#include "server/conn/alive.h"

#include <string.h>

#include "base/bits.h"
#include "base/clock.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "chat/outq.h"
#include "net/net.h"
#include "patience.h"
#include "server/config/settings.h"
#include "server/conn/flush.h"
#include "server/conn/main_call.h"
#include "server/conn/slot.h"

static uint32_t probed[SLOT_WORDS]; /* slots with the short keep-alive interval, for a doubt */

static bool answers_ping(const struct slot *s)
{
	return !s->protocol->may_idle;
}

/* clock_ms of the last sign of life: input, or, while the slot does not read, bytes that its socket takes. */
static uint64_t last_sign(const struct slot *s)
{
	uint64_t moved_ms = outqs[s->index].moved_ms;

	return s->waiting && moved_ms > s->heard_ms ? moved_ms : s->heard_ms;
}

static void say_ping(int slot)
{
	struct event e;

	buf_fmt(event_begin(&e), "PING :%s", settings.name);
	event_to_reader(&e, slot);
	event_end(&e);
}

static void ping(struct slot *s)
{
	if (s->pinged)
		return;
	s->pinged = true;
	say_ping(s->index);
}

void alive_ask_flooding(int slot, uint64_t now_ms)
{
	const struct outq *q = &outqs[slot];

	ASSERT_CHAT_LOCKED();
	if (answers_ping(&slots[slot]) && q->count == 0 && clock_since(now_ms, q->moved_ms) >= FLOOD_ASK_MS &&
	    history_reserve(POOL_LEAVE + POOL_RESERVE))
		say_ping(slot);
}

/* Pings a client whose nick is wanted, and closes it when it does not answer. A client that has just spoken is pinged a
 * moment later, so that nobody can annoy it that way. */
static void check_doubt(struct slot *s, uint64_t now_ms)
{
	uint64_t sign = last_sign(s), since = sign + DOUBT_SILENCE_MS;

	if (s->doubted_ms == 0)
		return;
	if (sign > s->doubted_ms)
		s->doubted_ms = 0;
	if (s->doubted_ms == 0 || !answers_ping(s))
		return;
	if (since < s->doubted_ms)
		since = s->doubted_ms;
	if (now_ms >= since)
		ping(s);
	if (now_ms >= since + DOUBT_MS)
		slot_close(s->index, "Ping timeout");
}

void alive_doubt(int slot)
{
	struct slot *s = &slots[slot];

	ASSERT_CHAT_LOCKED();
	if (s->doubted_ms == 0)
		s->doubted_ms = event_now_ms();
	main_call(); /* the main thread may be in a long sleep */
	check_doubt(s, event_now_ms());
}

void alive_tick(int slot, uint64_t now_ms)
{
	struct slot *s = &slots[slot];
	uint64_t patience = (uint64_t)settings.ping * 1000, silence = clock_since(now_ms, last_sign(s));

	ASSERT_CHAT_LOCKED();
	check_doubt(s, now_ms);
	if (settings.ping == 0 || !answers_ping(s))
		return;
	if (silence >= 2 * patience)
		slot_close(slot, "Ping timeout");
	else if (silence >= patience && !s->waiting)
		ping(s);
}

uint64_t alive_due(int slot)
{
	const struct slot *s = &slots[slot];
	uint64_t patience = (uint64_t)settings.ping * 1000;

	ASSERT_CHAT_LOCKED();
	if (s->doubted_ms != 0 || s->waiting || !answers_ping(s))
		return 0;
	return settings.ping == 0 ? UINT64_MAX : last_sign(s) + (s->pinged ? 2 : 1) * patience;
}

/* ---- people at nc, who cannot answer a PING ---- */

/* A slot's state as the main thread has read it. */
struct seen {
	int conn; /* -1: it is no longer open, or it can answer */
	uint64_t doubted_ms;
};

static struct seen look(int slot)
{
	const struct slot *s = &slots[slot];
	struct seen seen = { .conn = -1 };

	chat_lock();
	if (s->state == SLOT_OPEN && !answers_ping(s))
		seen = (struct seen){ s->conn, s->doubted_ms };
	chat_unlock();
	return seen;
}

/* Ends the doubt, unless it has changed meanwhile: closes a connection that does not live. */
static void judge(int slot, const struct seen *seen, bool lives)
{
	chat_lock();
	if (slots[slot].conn == seen->conn && slots[slot].doubted_ms == seen->doubted_ms) {
		slots[slot].doubted_ms = 0;
		if (!lives)
			flush_break(slot, "Ping timeout");
	}
	chat_unlock();
}

static void ask_system(int slot, uint64_t now_ms)
{
	struct seen seen = look(slot);
	bool over = clock_since(now_ms, seen.doubted_ms) >= DOUBT_MS;

	if (seen.conn >= 0 && seen.doubted_ms != 0 && !bits_has(probed, slot)) {
		bits_add(probed, slot);
		net_keep_alive(seen.conn, DOUBT_MS / 1000);
	} else if (seen.conn < 0 || seen.doubted_ms == 0 || over) {
		bits_remove(probed, slot);
		if (seen.conn < 0)
			return;
		if (seen.doubted_ms != 0)
			judge(slot, &seen, net_silence(seen.conn) < DOUBT_MS);
		net_keep_alive(seen.conn, settings.ping);
	}
}

void alive_ask_systems(uint64_t now_ms)
{
	uint32_t asked[SLOT_WORDS];

	memcpy(asked, probed, sizeof asked);
	chat_lock();
	for (int i = 0; i < CLIENTS; i++)
		if (slots[i].state == SLOT_OPEN && slots[i].doubted_ms != 0 && !answers_ping(&slots[i]))
			bits_add(asked, i);
	chat_unlock();
	BITS_EACH(slot, asked, SLOT_WORDS)
		ask_system(slot, now_ms);
}
