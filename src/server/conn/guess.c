/* guess.c: rate limit for password guesses.
 *
 * The rule stands in guess.h. An address's debt for wrong passwords is in its
 * entry (origin.h), so that it outlives connections. Owns the numbers of the
 * waiting slots, and the count for the log; under the chat lock. A waiting
 * slot's thread delays no other slot.
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

/* The longest single wait before the condition is checked again, milliseconds; wake-ups come earlier. */
#define AGAIN_MS 250

static uint32_t turns;
static unsigned untold;              /* wrong passwords that have not been logged */
static char last_from[HOST_MAX + 1]; /* the host that the last one of them came from */
static uint64_t quiet_ms;            /* clock_ms before which none are logged */

/* True when no other slot of the address has waited longer. */
static bool is_first(const struct slot *s)
{
	for (int i = 0; i < CLIENTS; i++)
		if (slots[i].state == SLOT_OPEN && slots[i].origin == s->origin && slots[i].turn != 0 &&
		    slots[i].turn < s->turn)
			return false;
	return true;
}

void guess_wait(struct slot *s, bool *flushed, uint32_t ms)
{
	int conn = s->conn;

	flush_or_wait(*flushed, false, ms < AGAIN_MS ? ms : AGAIN_MS);
	*flushed = !*flushed;
	chat_unlock();
	if (net_has_ended(conn)) {
		chat_lock();
		slot_close(s->index, "Connection closed");
	} else {
		chat_lock();
	}
}

bool guess_begin(struct slot *s)
{
	uint32_t left;
	bool flushed = false;

	ASSERT_CHAT_LOCKED();
	s->turn = ++turns;
	while (s->state == SLOT_OPEN &&
	       ((left = origin_debt(s->origin, ORIGIN_BARRED, clock_ms())) > 0 || !is_first(s)))
		guess_wait(s, &flushed, left > 0 ? left : AGAIN_MS);
	if (s->state != SLOT_OPEN)
		guess_end(s);
	return s->state == SLOT_OPEN;
}

void guess_end(struct slot *s)
{
	ASSERT_CHAT_LOCKED();
	s->turn = 0;
	event_set_time(clock_ms(), clock_wall_ms());
	chat_wake(); /* for the next slot */
}

bool guess_turn(struct slot *s)
{
	if (!guess_begin(s))
		return false;
	guess_end(s);
	return true;
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
