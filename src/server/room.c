/* room.c: back-pressure.
 *
 * A sender waits, without the lock, while a reader's queue is full but drains,
 * and a slot's thread waits while its own answers do not leave: earlier, so
 * that nobody makes others wait by asking. Who is full and has read nothing for
 * too long, or makes others wait too long, is closed. When the pool is empty
 * and stays so, the reader that holds most is closed, those whose sockets are
 * full first.
 * Owns nothing; called under the chat lock.
 */
#include "server/room.h"

#include "base/clock.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "server/flush.h"
#include "server/objects.h"

/* How long one wait lasts before everything is looked at again; wake-ups come earlier. */
#define LOOK_AGAIN_MS 100

static const char sendq_exceeded[] = "SendQ exceeded";

/* Closes a full reader that has stalled, or has made others wait too long. */
static void judge(int reader, uint64_t now)
{
	if (outq_stalled_ms(reader, now) >= STALL_MS || clock_since(now, outqs[reader].full_ms) >= DRAIN_MS)
		slot_close(reader, sendq_exceeded);
}

/* True when no reader of the set is full. Those that have been full too long are closed, but not the asker, who makes
 * nobody wait but itself: what it says to itself are its own answers. */
static bool readers_have_room(int slot, const uint32_t set[SLOT_WORDS], uint64_t now)
{
	bool room = true;

	BITS_EACH(reader, set, SLOT_WORDS) {
		if (!outqs[reader].open || (reader == slot ? !outq_busy(reader) : !outq_full(reader, now)))
			continue;
		if (reader != slot)
			judge(reader, now);
		if (outqs[reader].open)
			room = false;
	}
	return room;
}

/* The pool has been empty for a while: closes the reader that holds most. */
static void close_largest(void)
{
	int largest = -1;
	bool largest_blocked = false;

	for (int i = 0; i < CLIENTS; i++) {
		bool blocked = bits_has(outq_blocked, i);
		if (!outqs[i].open || outqs[i].count == 0)
			continue;
		if (largest < 0 || blocked > largest_blocked ||
		    (blocked == largest_blocked && outqs[i].blocks > outqs[largest].blocks)) {
			largest = i;
			largest_blocked = blocked;
		}
	}
	if (largest >= 0)
		slot_close(largest, sendq_exceeded);
}

/* What is waited for beside the pool and the readers of a set. */
enum wait_kind {
	FOR_READERS, /* nothing */
	FOR_ANSWERS, /* the slot's own queue */
	FOR_LEAVING, /* nothing, and the slot may be closing */
};

/* Waits until `set` (NULL: nobody), the pool, for so many blocks, and what `kind` says have room. A lack of the blocks
 * that every command needs costs the largest reader its connection; who needs more has to give up. */
static enum room wait_for(int slot, const uint32_t *set, enum wait_kind kind, int blocks)
{
	struct slot *s = &slots[slot];
	uint64_t now = event_now_ms(), start = now;
	bool waited = false, flushed = false;
	enum room result;

	ASSERT_CHAT_LOCKED();
	for (;;) {
		bool pool = event_reserve(blocks);
		bool mine = kind != FOR_ANSWERS || (!outq_busy(slot) && outq_has_reserve(slot));
		bool theirs = set == NULL || readers_have_room(slot, set, now);
		if (s->state == SLOT_CLOSING && kind != FOR_LEAVING) {
			result = ROOM_CLOSED;
			break;
		}
		if (pool && mine && theirs) {
			result = waited ? ROOM_WAITED : ROOM_READY;
			break;
		}
		if (!pool && clock_since(now, start) >= STALL_MS / 4) {
			if (blocks > POOL_RESERVE) {
				result = ROOM_CLOSED;
				break;
			}
			close_largest();
		}
		s->waiting = waited = true;
		if (!flushed) { /* what they have no room for may be what this thread has queued */
			chat_unlock();
			flush();
			chat_lock();
		} else {
			chat_wait(LOOK_AGAIN_MS);
		}
		flushed = !flushed;
		now = clock_ms();
	}
	s->waiting = false;
	return result;
}

enum room room_to_answer(int slot)
{
	return wait_for(slot, NULL, FOR_ANSWERS, POOL_RESERVE);
}

enum room room_for(int slot, const uint32_t set[SLOT_WORDS])
{
	return wait_for(slot, set, FOR_READERS, POOL_RESERVE);
}

enum room room_for_many(int slot, const uint32_t set[SLOT_WORDS], int blocks)
{
	return wait_for(slot, set, FOR_READERS, POOL_RESERVE + blocks);
}

enum room room_to_tell(int slot, int reader)
{
	uint32_t only[SLOT_WORDS] = { 0 };

	if (reader == slot)
		return room_to_answer(slot);
	bits_add(only, reader);
	(void)wait_for(slot, only, FOR_LEAVING,
	               POOL_RESERVE); /* the reader must get all of it, even if the slot is closed */
	return ROOM_WAITED;
}

void room_to_leave(int slot, const uint32_t set[SLOT_WORDS])
{
	(void)wait_for(slot, set, FOR_LEAVING, POOL_RESERVE);
}

void room_pause(int slot, uint32_t ms)
{
	uint64_t start = clock_ms(), passed;

	ASSERT_CHAT_LOCKED();
	while (slots[slot].state == SLOT_OPEN && (passed = clock_since(clock_ms(), start)) < ms)
		chat_wait((uint32_t)(ms - passed));
}

void room_close_overrun(void)
{
	ASSERT_CHAT_LOCKED();
	BITS_EACH(slot, event_overrun, SLOT_WORDS) {
		bits_remove(event_overrun, slot);
		slot_close(slot, sendq_exceeded);
	}
}
