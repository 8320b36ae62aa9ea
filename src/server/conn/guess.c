/* guess.c: passwords are guessed slowly.
 *
 * The rule stands in guess.h. What an address owes for wrong passwords is in its
 * entry (origin.h), so that it outlives connections. Owns the numbers of those who
 * wait and what the log has yet to tell; under the chat lock. A slot's thread waits
 * for itself alone.
 */
#include "server/conn/guess.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "chat/user.h"
#include "net/net.h"
#include "patience.h"
#include "server/conn/flush.h"
#include "server/conn/origin.h"
#include "server/conn/slot.h"

/* How long one wait lasts before everything is looked at again; wake-ups come earlier. */
#define AGAIN_MS 250

static uint32_t turns;
static unsigned untold;              /* wrong passwords that the log has not told of */
static char last_from[HOST_MAX + 1]; /* where the last one of them came from */
static uint64_t quiet_ms;            /* clock_ms from which the log may tell of them */

/* True when nobody else at the address has waited longer. */
static bool is_first(const struct slot *s)
{
	for (int i = 0; i < CLIENTS; i++)
		if (slots[i].state == SLOT_OPEN && slots[i].origin == s->origin && slots[i].turn != 0 &&
		    slots[i].turn < s->turn)
			return false;
	return true;
}

bool guess_turn(struct slot *s)
{
	uint32_t left;
	bool flushed = false;

	ASSERT_CHAT_LOCKED();
	s->turn = ++turns;
	while (s->state == SLOT_OPEN &&
	       ((left = origin_debt(s->origin, ORIGIN_BARRED, clock_ms())) > 0 || !is_first(s))) {
		int conn = s->conn;
		flush_or_wait(flushed, false, left > 0 && left < AGAIN_MS ? left : AGAIN_MS);
		flushed = !flushed;
		chat_unlock();
		if (net_has_ended(conn)) {
			chat_lock();
			slot_close(s->index, "Connection closed");
		} else {
			chat_lock();
		}
	}
	s->turn = 0;
	event_set_time(clock_ms(), clock_wall_ms());
	chat_wake(); /* the next one */
	return s->state == SLOT_OPEN;
}

void guess_wrong(struct slot *s)
{
	uint64_t now = clock_ms();
	uint32_t ms = GUESS_MS;

	ASSERT_CHAT_LOCKED();
	for (uint32_t debt = origin_debt(s->origin, ORIGIN_GUESSED, now); debt > 0 && ms < GUESS_MOST_MS; ms *= 2)
		debt = debt > GUESS_FORGET_MS ? debt - GUESS_FORGET_MS : 0;
	origin_charge(s->origin, ORIGIN_GUESSED, GUESS_FORGET_MS, now);
	origin_charge(s->origin, ORIGIN_BARRED, ms < GUESS_MOST_MS ? ms : GUESS_MOST_MS, now);
	untold++;
	buf_copy(last_from, sizeof last_from, users[s->index].host);
}

bool guess_tick(uint64_t now_ms, bool end)
{
	char from[HOST_MAX + 1];
	unsigned n = 0;
	bool more;

	chat_lock();
	if (untold > 0 && (end || now_ms >= quiet_ms)) {
		n = untold;
		untold = 0;
		quiet_ms = now_ms + 60000;
		buf_copy(from, sizeof from, last_from);
	}
	more = untold > 0;
	chat_unlock();
	if (n > 0)
		log_warnx("wrong passwords: %u, the last one from %s", n, from);
	return more;
}
