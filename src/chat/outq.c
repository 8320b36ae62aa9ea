/* outq.c: what waits for each reader (the sendq).
 *
 * Owns outqs[] and the sets of readers to be served. Called under the chat
 * lock; the vectors of outq_peek are read outside it, by the one flusher,
 * which is safe because only the flusher takes messages out (outq_drop is not
 * called for the reader that it is writing to). Who waits for a full queue,
 * and for how long, is backpressure.c's affair; a full ring refuses the message, and
 * whoever pushed it has the reader closed (event.c).
 */
#include "chat/outq.h"

#include "base/clock.h"
#include "base/span.h"
#include "chat/lock.h"
#include "chat/msg.h"

uint32_t outq_ready[SLOT_WORDS], outq_blocked[SLOT_WORDS], outq_full[SLOT_WORDS];

void outq_open(int slot, uint64_t now_ms)
{
	struct outq *q = &outqs[slot];

	ASSERT_CHAT_LOCKED();
	CHECK(q->count == 0);
	q->head = q->sent = q->blocks = 0;
	q->busy = q->filled = false;
	q->wants = 0;
	q->kind = OUTQ_IRC;
	q->moved_ms = q->charged_ms = now_ms;
	q->waited_ms = 0;
	q->open = true;
}

/* Takes the head message out. */
static void pop(struct outq *q)
{
	msg_ref m = q->ring[q->head];

	q->head = (q->head + 1) % OUTQ_RING;
	q->count--;
	q->sent = 0;
	q->blocks -= msg_block(m)->blocks;
	msg_release(m);
}

void outq_close(int slot)
{
	ASSERT_CHAT_LOCKED();
	outq_clear(slot);
	outqs[slot].open = false;
	bits_remove(outq_ready, slot);
	bits_remove(outq_blocked, slot);
}

void outq_drop(int slot)
{
	struct outq *q = &outqs[slot];
	int keep = q->sent > 0 ? 1 : 0;

	ASSERT_CHAT_LOCKED();
	while (q->count > keep) {
		msg_ref m = q->ring[(q->head + --q->count) % OUTQ_RING];
		q->blocks -= msg_block(m)->blocks;
		msg_release(m);
	}
	q->busy = false;
	bits_remove(outq_full, slot);
}

void outq_clear(int slot)
{
	struct outq *q = &outqs[slot];

	ASSERT_CHAT_LOCKED();
	while (q->count > 0)
		pop(q);
	q->busy = false;
	bits_remove(outq_full, slot);
}

bool outq_push(int slot, msg_ref m)
{
	struct outq *q = &outqs[slot];

	ASSERT_CHAT_LOCKED();
	if (!q->open || q->count == OUTQ_RING || q->blocks + msg_block(m)->blocks > OUTQ_MOST)
		return false;
	msg_hold(m);
	q->ring[(q->head + q->count++) % OUTQ_RING] = m;
	q->blocks += msg_block(m)->blocks;
	if (q->blocks >= OUTQ_SOFT || q->count >= OUTQ_HALF)
		bits_add(outq_full, slot);
	if (!bits_has(outq_blocked, slot))
		bits_add(outq_ready, slot);
	return true;
}

int outq_peek(int slot, struct span *vecs, int most)
{
	struct outq *q = &outqs[slot];
	int used = 0;

	ASSERT_CHAT_LOCKED();
	q->peek_wants = q->wants;
	if (q->sent == 0)
		q->head_wants = q->wants;
	for (int n = 0; n < q->count; n++) {
		uint16_t number = q->ring[(q->head + n) % OUTQ_RING];
		struct msg_view view = msg_view(number, n == 0 ? q->head_wants : q->peek_wants);
		size_t skip = n == 0 ? q->sent : 0;
		if (skip < view.head_len) {
			if (used == most)
				return used;
			vecs[used++] = (struct span){ view.head + skip, view.head_len - skip };
			skip = 0;
		} else {
			skip -= view.head_len;
		}
		skip += view.from;
		for (; number != MSG_NONE; number = msg_block(number)->next) {
			const struct msg_block *block = msg_block(number);
			if (skip >= block->len) {
				skip -= block->len;
				continue;
			}
			if (used == most)
				return used;
			vecs[used++] = (struct span){ block->data + skip, block->len - skip };
			skip = 0;
		}
	}
	return used;
}

/* The reader has earned back so many milliseconds of others' time. */
static void earn(struct outq *q, uint64_t ms)
{
	q->waited_ms -= ms < q->waited_ms ? (uint32_t)ms : q->waited_ms;
}

void outq_sent(int slot, size_t bytes, uint64_t now_ms)
{
	struct outq *q = &outqs[slot];

	ASSERT_CHAT_LOCKED();
	if (bytes > 0)
		q->moved_ms = now_ms;
	if (q->filled && q->waited_ms > 0)
		earn(q, bytes * 1000 / OUTQ_EARN_BYTES);
	while (bytes > 0) {
		msg_ref m = q->ring[q->head];
		struct msg_view view;
		size_t left;
		CHECK(q->count > 0);
		view = msg_view(m, q->head_wants);
		left = msg_view_len(m, &view) - q->sent;
		if (bytes < left) {
			q->sent += (uint16_t)bytes;
			break;
		}
		bytes -= left;
		pop(q);
		/* The one begun before kept the form it was begun in; the rest have that of the peek. */
		q->head_wants = q->peek_wants;
	}
	if (q->blocks < OUTQ_LOW) {
		q->busy = false;
		bits_remove(outq_full, slot);
	}
}

bool outq_busy(int slot)
{
	struct outq *q = &outqs[slot];

	ASSERT_CHAT_LOCKED();
	if (q->blocks >= OUTQ_OWN)
		q->busy = true;
	return q->busy;
}

uint32_t outq_charge(int slot, uint64_t now_ms)
{
	struct outq *q = &outqs[slot];
	uint64_t passed = clock_since(now_ms, q->charged_ms);

	ASSERT_CHAT_LOCKED();
	if (passed <= OUTQ_CHARGE_MS) {
		q->waited_ms += (uint32_t)passed;
	} else { /* nobody was waiting in between */
		earn(q, passed / OUTQ_FORGIVE);
	}
	q->charged_ms = now_ms;
	return q->waited_ms;
}

uint64_t outq_stalled_ms(int slot, uint64_t now_ms)
{
	ASSERT_CHAT_LOCKED();
	return bits_has(outq_blocked, slot) ? clock_since(now_ms, outqs[slot].moved_ms) : 0;
}

bool outq_has_reserve(int slot)
{
	return outqs[slot].count + REPLY_RESERVE <= OUTQ_RING;
}
