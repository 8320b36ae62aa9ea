/* flush.c: from the queues to the network.
 *
 * One thread at a time is the flusher: the first thread that has something to
 * send and finds no other flusher. Under the chat lock it takes all that waits
 * for a few readers; it sends that outside the lock; then it takes the next ones.
 * Messages that others queue meanwhile leave with the reader's next turn: under
 * load the batches grow by themselves, otherwise each message leaves at once.
 * After FLUSH_TURNS the flusher hands over to the main thread, the pump, so that
 * its own client is read again. The pump also polls the sockets that are full.
 *
 * Owns flush_vecs (for the flusher only) and, under the lock, the flusher's state
 * and the number of people that wait.
 */
#include "server/conn/flush.h"

#include <errno.h>

#include "base/bits.h"
#include "base/reason.h"
#include "base/span.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "net/net.h"
#include "server/conn/main_call.h"
#include "server/conn/slot.h"

static bool flushing;      /* some thread is the flusher */
static int next_slot;      /* the slot whose turn is next */
static int people_waiting; /* threads of people that wait (backpressure.c) */

/* A reader's turn. */
struct turn {
	int slot;
	int error;                /* the errno of a lost connection */
	const struct span *vecs;  /* its bytes, in n vectors */
	int n;
	long took; /* bytes that the network took; -1: the connection is lost */
};

/* The next ready reader from slot `from` on, around the end; -1: none. `from` may be CLIENTS. */
static int next_ready(int from)
{
	int slot = bits_next(outq_ready, SLOT_WORDS, from);

	return slot >= 0 ? slot : bits_next(outq_ready, SLOT_WORDS, 0);
}

static size_t total(const struct span *vecs, int n)
{
	size_t len = 0;

	for (int i = 0; i < n; i++)
		len += vecs[i].len;
	return len;
}

/* State before a reader's turn that threads in backpressure.c may be waiting for. */
struct before {
	bool full, busy;
	int available;
};

static struct before look(int slot)
{
	return (struct before){ bits_has(outq_full, slot), outqs[slot].busy, msg_available() };
}

/* True when the pool has got blocks that somebody waits for. People are woken for any block. Floods, which may be many,
 * are woken only when there are enough blocks for them; besides, they look again every FLUSH_LOOK_AGAIN_MS. */
static bool pool_has_more(int before)
{
	int now = msg_available();

	return now > before && (people_waiting > 0 || (before < POOL_FOR_FLOODS && now >= POOL_FOR_FLOODS));
}

static void wake_waiters(int slot, struct before b)
{
	/* A full reader has got room; or its socket is full, and people no longer have to wait for the flusher. */
	bool reader = b.full && (!bits_has(outq_full, slot) || (bits_has(outq_blocked, slot) && people_waiting > 0));

	if (reader || (b.busy && !outqs[slot].busy) || pool_has_more(b.available) ||
	    slots[slot].state == SLOT_CLOSING) /* its thread waits until its last line is sent */
		chat_wake();
}

static void drop(int slot)
{
	if (slots[slot].broken)
		outq_clear(slot);
	else
		outq_drop(slot);
}

/* Ends a reader's turn. */
static void settle(const struct turn *turn)
{
	struct slot *s = &slots[turn->slot];
	struct outq *q = &outqs[turn->slot];
	bool waiters = chat_has_waiters();
	struct before before = waiters ? look(turn->slot) : (struct before){ 0 };

	s->writing = false;
	if (turn->took < 0) {
		flush_break(turn->slot, reason(turn->error));
	} else if (!outq_sent(turn->slot, (size_t)turn->took, event_now_ms()) &&
	           (size_t)turn->took < total(turn->vecs, turn->n)) {
		q->filled = true;
		bits_add(outq_blocked, turn->slot);
		bits_remove(outq_ready, turn->slot);
		main_call();
	} else if (q->count > 0) {
		bits_add(outq_ready, turn->slot);
	}
	if (s->drop_written) {
		s->drop_written = false;
		drop(turn->slot);
	}
	if (waiters)
		wake_waiters(turn->slot, before);
}

/* Takes what waits for the next readers, `most` at most, into flush_vecs; returns their number. They are few enough
 * that the last one's queue is not cut short for want of vectors. */
static int take(struct turn turns[FLUSH_READERS], int most)
{
	int readers = 0, used = 0;

	for (int slot; readers < most && used <= FLUSH_VECS / 4 && (slot = next_ready(next_slot)) >= 0;) {
		struct slot *s = &slots[slot];
		int n = s->broken ? 0 : outq_peek(slot, flush_vecs, used, FLUSH_VECS);
		next_slot = slot + 1;
		bits_remove(outq_ready, slot);
		if (n == 0)
			continue;
		s->writing = true;
		turns[readers].slot = slot;
		turns[readers].vecs = flush_vecs + used;
		turns[readers++].n = n;
		used += n;
	}
	return readers;
}

/* Writes to the readers, outside the lock. */
static void write_to(struct turn *turn, int readers)
{
	for (const struct turn *end = turn + readers; turn < end; turn++) {
		const struct slot *s = &slots[turn->slot];
		turn->took = s->transport->send(turn->slot, s->conn, turn->vecs, turn->n);
		if (turn->took < 0)
			turn->error = errno;
	}
}

/* Serves at most `most` readers. */
static void serve(int most)
{
	struct turn turns[FLUSH_READERS];
	int readers;

	ASSERT_CHAT_LOCKED();
	if (flushing)
		return;
	flushing = true;
	while ((readers = take(turns, most < FLUSH_READERS ? most : FLUSH_READERS)) > 0) {
		most -= readers;
		chat_unlock();
		write_to(turns, readers);
		chat_lock();
		for (int i = 0; i < readers; i++)
			settle(&turns[i]);
	}
	flushing = false;
	if (most == 0 && next_ready(0) >= 0)
		main_call();
}

/* Releases the lock, and wakes the main thread if it has been called. */
static void unlock_and_wake(void)
{
	bool wake = main_call_take();

	chat_unlock();
	if (wake)
		net_wake();
}

void flush(void)
{
	chat_lock();
	serve(FLUSH_TURNS);
	unlock_and_wake();
}

bool flush_pump(void)
{
	bool more;

	chat_lock();
	serve(FLUSH_TURNS);
	(void)main_call_take();
	more = !flushing && next_ready(0) >= 0;
	chat_unlock();
	return more;
}

void flush_unblock(int slot)
{
	ASSERT_CHAT_LOCKED();
	if (!bits_has(outq_blocked, slot))
		return;
	bits_remove(outq_blocked, slot);
	bits_add(outq_ready, slot);
}

void flush_drop(int slot)
{
	ASSERT_CHAT_LOCKED();
	if (slots[slot].writing)
		slots[slot].drop_written = true;
	else
		drop(slot);
}

void flush_break(int index, const char *reason)
{
	slots[index].broken = true;
	bits_remove(outq_ready, index);
	bits_remove(outq_blocked, index);
	slot_close(index, reason);
	flush_drop(index);
	chat_wake(); /* its own thread, if it was closing before; and clients that wait for blocks */
}

void flush_overrun(int index)
{
	if (slots[index].state != SLOT_OPEN)
		return;
	slot_close(index, "SendQ exceeded");
	flush_drop(index);
}

void flush_wait(uint32_t ms)
{
	ASSERT_CHAT_LOCKED();
	if (!main_call_made()) {
		chat_wait(ms);
		return;
	}
	unlock_and_wake();
	chat_lock();
}

void flush_or_wait(bool flushed, bool people, uint32_t ms)
{
	people_waiting += people;
	if (flushed) {
		flush_wait(ms);
	} else {
		chat_unlock();
		flush();
		chat_lock();
	}
	people_waiting -= people;
}

void flush_wait_clear(int slot)
{
	ASSERT_CHAT_LOCKED();
	while (slots[slot].writing)
		chat_wait(100);
}
