/* flush.c: from the queues to the network.
 *
 * One thread at a time is the flusher: the first thread that has something to
 * send and finds no other flusher. Under the chat lock it takes all that waits
 * for a reader; it sends that outside the lock; then it takes the next reader.
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

static bool flushing;       /* some thread is the flusher */
static int writing_to = -1; /* the slot that it is writing to, outside the lock */
static int next_slot;       /* the slot whose turn is next */
static bool drop_written;   /* drop the queue of `writing_to` once the write has ended */
static int people_waiting;  /* threads of people that wait (backpressure.c) */

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

/* Ends a reader's turn: the network took `took` of `len` bytes; -1: the connection is lost (`error`, an errno). */
static void settle(int slot, long took, size_t len, int error)
{
	struct outq *q = &outqs[slot];
	struct before before = look(slot);

	if (took < 0) {
		flush_break(slot, reason(error));
	} else {
		outq_sent(slot, (size_t)took, event_now_ms());
		if ((size_t)took < len) {
			q->filled = true;
			bits_add(outq_blocked, slot);
			bits_remove(outq_ready, slot);
			main_call();
		} else if (q->count > 0) {
			bits_add(outq_ready, slot);
		}
	}
	if (drop_written)
		drop(slot);
	drop_written = false;
	wake_waiters(slot, before);
}

/* Serves at most `turns` readers. */
static void serve(int turns)
{
	ASSERT_CHAT_LOCKED();
	if (flushing)
		return;
	flushing = true;
	for (int slot; turns > 0 && (slot = next_ready(next_slot)) >= 0; turns--) {
		struct slot *s = &slots[slot];
		int n = outq_peek(slot, flush_vecs, FLUSH_VECS);
		long took;
		int error;
		size_t len = total(flush_vecs, n);

		next_slot = slot + 1;
		bits_remove(outq_ready, slot);
		if (n == 0 || s->broken)
			continue;
		writing_to = slot;
		chat_unlock();
		took = s->transport->send(slot, s->conn, flush_vecs, n);
		error = errno;
		chat_lock();
		writing_to = -1;
		settle(slot, took, len, error);
	}
	flushing = false;
	if (next_ready(0) >= 0)
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
	if (writing_to == slot)
		drop_written = true;
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
	while (writing_to == slot)
		chat_wait(100);
}
