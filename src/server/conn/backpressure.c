/* backpressure.c: back-pressure.
 *
 * The rules. They hold for any number of clients, whatever these do:
 *  1. Giving room back never waits for room. A reader that is closed for not
 *     keeping up loses its queue at once. A client that leaves gets its blocks
 *     by the closing of others (backpressure_wait_to_leave).
 *  2. All queues together never hold the whole pool. POOL_LEAVE blocks are
 *     reserved for clients that leave, and POOL_PEOPLE more for people. Beyond
 *     that a client gets replies only while its queue holds less than the pool
 *     has left (the dynamic threshold of Choudhury and Hahne, 1998): n clients
 *     that read nothing end up with an n-th each. When people lack blocks even
 *     so, the reader that wastes most is closed. Waste is blocks times the
 *     milliseconds for which the reader has read nothing: at least STALL_MS, and
 *     more blocks than its share.
 *  3. People's pace is PACE_RATE lines a second after PACE_BURST at once. Up to
 *     that pace a sender never waits for a reader that does not read: the
 *     reader's ring fills, and when it overflows the reader is closed. Only in
 *     the last OUTQ_LAST places, a reader that has just read something gets
 *     TRUST_MS to go on.
 *  4. A faster sender waits while a reader is full, and so comes down to
 *     people's pace: one line in 1/PACE_RATE seconds. Its input is still read.
 *  5. A reader has OUTQ_BUDGET_MS for which it may make others wait (outq.h).
 *     It earns them back by reading, so a slow reader that keeps reading stays.
 *     A reader that has read nothing for OUTQ_BUDGET_MS is closed as soon as
 *     somebody would have to wait for it.
 *  6. When a reader's queue is full and its socket is not, everybody waits for
 *     the flusher, which waits for nothing.
 *  7. A client that holds a large input, or sends a multiline message, waits for
 *     no other reader: it took that place at a time when it need not wait
 *     (backpressure_wait_for_place).
 *
 * backpressure.pml models which thread waits for which, in every order of the
 * threads. tests/wire/test_back_pressure.py tests the rules one by one,
 * tests/fair with up to 60 clients that flood, read nothing, and reconnect.
 *
 * Owns nothing; called under the chat lock.
 */
#include "server/conn/backpressure.h"

#include "base/clock.h"
#include "chat/event.h"
#include "chat/history.h"
#include "chat/lines.h"
#include "chat/lock.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "patience.h"
#include "server/conn/flush.h"
#include "server/conn/slot.h"

/* How long a client that leaves waits for the flusher, at most. */
#define LEAVE_MS 500

/* A client's share of the pool, blocks: while no queue holds more, the pool has enough for any command. Not shared out:
 * multiline messages that are arriving, and per client one reply that is held back for its label. */
#define MULTILINE_BLOCKS (MULTILINE_LINES + MULTILINE_BYTES / MSG_DATA + 1)
#define LABELED_BLOCKS (2 * LINE_MAX_BYTES / MSG_DATA + 1)
#define SHARE \
	((MSG_BLOCKS - POOL_FOR_FLOODS - MULTILINE_RESERVE - MULTILINES * MULTILINE_BLOCKS) / CLIENTS - LABELED_BLOCKS)
_Static_assert(SHARE >= 2, "the pool is too small for CLIENTS: raise MSG_BLOCKS in limits.h");

/* The room that a slot asks for. */
struct need {
	int slot;
	const uint32_t *readers; /* room in these readers' queues; NULL: none */
	bool answers;            /* room in its own queue */
	bool finish;             /* continue even when the slot is being closed */
	int blocks;              /* blocks of the pool, beyond POOL_RESERVE */
};

/* ---- choosing readers to close ---- */

/* The reader that wastes most (rule 2), of those that have read nothing for `stalled` ms; -1: there is none. */
static int find_worst(uint64_t now, uint32_t stalled)
{
	int worst = -1;
	uint64_t most = 0;

	BITS_EACH(i, outq_blocked, SLOT_WORDS) {
		uint64_t ms = outq_stalled_ms(i, now);
		if (!outqs[i].open || outqs[i].blocks <= SHARE || ms < stalled || (ms + 1) * outqs[i].blocks <= most)
			continue;
		worst = i;
		most = (ms + 1) * outqs[i].blocks;
	}
	return worst;
}

/* Closes the readers that waste most until `need` blocks are available; false: that does not suffice. */
static bool reclaim(int need, uint64_t now, uint32_t stalled)
{
	while (msg_available() < need) {
		int worst = find_worst(now, stalled);
		if (worst < 0)
			return false;
		flush_overrun(worst);
	}
	return true;
}

void backpressure_close_overrun(void)
{
	ASSERT_CHAT_LOCKED();
	BITS_EACH(slot, outq_overrun, SLOT_WORDS) {
		bits_remove(outq_overrun, slot);
		flush_overrun(slot);
	}
}

/* ---- is there room? ---- */

/* True when the slot may send now without waiting for other readers (rules 3 and 7). */
static bool at_peoples_pace(struct slot *s, uint64_t now)
{
	bucket_fill(&s->pace, SLOT_PACE, now);
	return bucket_has(&s->pace, 1) || s->keeps_place;
}

/* True when the slot may have the blocks reserved for people. Not while it does not read its own replies. */
static bool may_have_peoples(int slot, uint64_t now)
{
	return !bits_has(outq_blocked, slot) && at_peoples_pace(&slots[slot], now);
}

static bool pool_has_room(const struct need *n, uint64_t now)
{
	int need = POOL_FOR_PEOPLE + n->blocks + outqs[n->slot].blocks;

	if (msg_available() < need + POOL_PEOPLE && !(may_have_peoples(n->slot, now) && reclaim(need, now, STALL_MS)))
		return false;
	return history_reserve(POOL_RESERVE + n->blocks);
}

/* True when the slot need not wait for this full reader, which is another client. May close the reader. */
static bool reader_has_room(const struct need *n, int reader, uint64_t now)
{
	struct slot *s = &slots[n->slot];
	const struct outq *q = &outqs[reader];
	bool people = at_peoples_pace(s, now) || s->state == SLOT_CLOSING;
	bool tight = q->count >= OUTQ_RING - OUTQ_LAST || q->blocks >= OUTQ_MOST - OUTQ_LAST;

	if (!bits_has(outq_blocked, reader)) /* the flusher will serve it soon */
		return people && !tight && n->blocks == 0;
	if (people)
		return !tight || outq_stalled_ms(reader, now) >= TRUST_MS;
	if (outq_charge(reader, now) < OUTQ_BUDGET_MS && outq_stalled_ms(reader, now) < OUTQ_BUDGET_MS)
		return false;
	flush_overrun(reader);
	return true;
}

static bool readers_have_room(const struct need *n, uint64_t now)
{
	uint32_t full[SLOT_WORDS];
	bool room = true;

	if (n->readers == NULL)
		return true;
	for (int w = 0; w < SLOT_WORDS; w++)
		full[w] = n->readers[w] & outq_full[w];
	BITS_EACH(reader, full, SLOT_WORDS)
		if (reader != n->slot && outqs[reader].open && !reader_has_room(n, reader, now))
			room = false; /* no return: the other readers are charged, too */
	/* A message to itself counts as its own reply. */
	return room && !(bits_has(n->readers, n->slot) && outqs[n->slot].open && outq_busy(n->slot));
}

static bool own_queue_has_room(const struct need *n)
{
	return !n->answers || (!outq_busy(n->slot) && outq_has_reserve(n->slot));
}

/* Takes a message to others out of the sender's pace. */
static void say(const struct need *n)
{
	struct slot *s = &slots[n->slot];

	if (n->readers == NULL || bits_none(n->readers, SLOT_WORDS))
		return;
	bucket_fill(&s->pace, SLOT_PACE, event_now_ms());
	/* Lines sent while no reader was full leave no debt. A multiline message does: up to one second's lines. */
	bucket_take(&s->pace, 1 + n->blocks / 8, n->blocks > 0 ? -PACE_RATE : 0);
}

/* ---- waiting ---- */

static enum backpressure wait_for(const struct need *n)
{
	struct slot *s = &slots[n->slot];
	uint64_t now = event_now_ms(), start = now;
	enum backpressure result = BACKPRESSURE_NONE;

	ASSERT_CHAT_LOCKED();
	for (bool flushed = false;; flushed = !flushed) {
		bool readers = readers_have_room(n, now);
		bool pool = pool_has_room(n, now);
		if (s->state == SLOT_CLOSING && !n->finish) {
			result = BACKPRESSURE_CLOSED;
			break;
		}
		if (pool && readers && own_queue_has_room(n)) {
			if (result == BACKPRESSURE_NONE || n->finish) /* after a wait, the caller asks again */
				say(n);
			break;
		}
		if (!pool && (n->blocks > 0 || s->state == SLOT_CLOSING) && clock_since(now, start) >= POOL_WAIT_MS) {
			result = BACKPRESSURE_CLOSED;
			break;
		}
		s->waiting = true;
		flush_or_wait(flushed, may_have_peoples(n->slot, now), FLUSH_LOOK_AGAIN_MS);
		result = BACKPRESSURE_WAITED;
		now = clock_ms();
	}
	s->waiting = false;
	return result;
}

enum backpressure backpressure_wait_to_answer(int slot)
{
	return wait_for(&(struct need){ .slot = slot, .answers = true });
}

enum backpressure backpressure_wait_for(int slot, const uint32_t set[SLOT_WORDS])
{
	return wait_for(&(struct need){ .slot = slot, .readers = set });
}

enum backpressure backpressure_wait_for_many(int slot, const uint32_t set[SLOT_WORDS], int blocks)
{
	return wait_for(&(struct need){ .slot = slot, .readers = set, .blocks = blocks });
}

enum backpressure backpressure_wait_to_tell(int slot, int reader)
{
	uint32_t only[SLOT_WORDS] = { 0 };

	if (reader == slot)
		return backpressure_wait_to_answer(slot);
	bits_add(only, reader);
	(void)wait_for(&(struct need){ .slot = slot, .readers = only, .finish = true });
	return BACKPRESSURE_WAITED;
}

bool backpressure_wait_for_place(int slot)
{
	struct slot *s = &slots[slot];

	while (backpressure_wait_to_answer(slot) != BACKPRESSURE_CLOSED) {
		if (at_peoples_pace(s, clock_ms()) || bits_none(outq_full, SLOT_WORDS))
			return true;
		flush_wait(FLUSH_LOOK_AGAIN_MS);
	}
	return false;
}

/* True when the flusher has yet to come to a full reader of the set. */
static bool flusher_is_late(const uint32_t set[SLOT_WORDS])
{
	for (int w = 0; w < SLOT_WORDS; w++)
		if (set[w] & outq_full[w] & ~outq_blocked[w])
			return true;
	return false;
}

/* Blocks that one client's leaving takes at most: its QUIT in both forms, the line to its watchers, its last line. */
#define LEAVE_BLOCKS 8
#if LEAVE_BLOCKS > POOL_LEAVE
#error "POOL_LEAVE must be at least 8: that is what one client's leaving takes"
#endif

/* Makes sure of the blocks for leaving: closes the readers that waste most. If that does not suffice, closing slots
 * lose even their partly sent message and their last line. False: the flusher is just sending the remaining blocks. */
static bool find_blocks_to_leave(uint64_t now)
{
	if (reclaim(LEAVE_BLOCKS, now, 0))
		return true;
	for (int i = 0; i < CLIENTS && msg_available() < LEAVE_BLOCKS; i++)
		if (slots[i].state == SLOT_CLOSING && outqs[i].blocks > 0)
			flush_break(i, slots[i].reason);
	return msg_available() >= LEAVE_BLOCKS;
}

void backpressure_wait_to_leave(const uint32_t set[SLOT_WORDS])
{
	uint64_t now = clock_ms(), start = now;
	bool flushed = false;

	ASSERT_CHAT_LOCKED();
	while ((!find_blocks_to_leave(now) || flusher_is_late(set)) && clock_since(now, start) < LEAVE_MS) {
		flush_or_wait(flushed, false, FLUSH_LOOK_AGAIN_MS);
		flushed = !flushed;
		now = clock_ms();
	}
	(void)history_reserve(LEAVE_BLOCKS);
}
