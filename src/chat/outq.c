/* outq.c: each reader's send queue (sendq).
 *
 * Owns outqs[] and the sets of readers to be served. Called under the chat
 * lock. The one flusher reads the vectors of outq_peek outside the lock. That is
 * safe because only the flusher takes messages out, and outq_drop is not called
 * for the reader that it is writing to. backpressure.c decides who waits for a
 * full queue, and for how long. A full ring refuses the message, and the caller
 * has the reader closed (event.c).
 */
#include "chat/outq.h"

#include "base/clock.h"
#include "base/span.h"
#include "chat/lock.h"
#include "chat/msg.h"
#include "patience.h"

uint32_t outq_ready[SLOT_WORDS], outq_blocked[SLOT_WORDS], outq_full[SLOT_WORDS];
uint32_t outq_overrun[SLOT_WORDS];

void outq_open(int slot, uint64_t now_ms)
{
	struct outq *q = &outqs[slot];

	ASSERT_CHAT_LOCKED();
	CHECK(q->count == 0);
	q->head = q->sent = q->blocks = q->peeked = q->peek_bytes = 0;
	q->busy = q->filled = false;
	q->wants = 0;
	q->kind = OUTQ_IRC;
	q->frame = 0;
	q->moved_ms = q->charged_ms = now_ms;
	q->waited_ms = 0;
	q->open = true;
}

/* The place of the nth message from the head. */
static unsigned place(const struct outq *q, unsigned n)
{
	return (q->head + n) % OUTQ_RING;
}

/* Removes the head message. */
static void pop(struct outq *q)
{
	msg_ref m = q->ring[q->head];

	q->head = (uint16_t)place(q, 1);
	q->count--;
	q->sent = 0;
	q->blocks -= msg_block(m)->blocks;
	msg_release_shared(m);
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
		msg_ref m = q->ring[place(q, --q->count)];
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

/* Appends a message of so many blocks to an open queue. False: there is no room. The caller calls msg_hold, and adds
 * the slot to outq_ready, unless its socket is full. */
static inline bool append(int slot, msg_ref m, int blocks)
{
	struct outq *q = &outqs[slot];

	blocks += q->blocks;
	if (q->count == OUTQ_RING || blocks > OUTQ_MOST)
		return false;
	q->ring[place(q, q->count++)] = m;
	q->blocks = (uint16_t)blocks;
	if (blocks >= OUTQ_SOFT || q->count >= OUTQ_HALF)
		bits_add(outq_full, slot);
	return true;
}

bool outq_push(int slot, msg_ref m)
{
	ASSERT_CHAT_LOCKED();
	if (!outqs[slot].open || !append(slot, m, msg_block(m)->blocks))
		return false;
	if (!bits_has(outq_blocked, slot))
		bits_add(outq_ready, slot);
	msg_hold(m);
	return true;
}

void outq_push_set(uint32_t set[SLOT_WORDS], enum outq_kind kind, msg_ref m, bool lost, uint32_t refused[SLOT_WORDS])
{
	int blocks = m != MSG_NONE ? msg_block(m)->blocks : 0;
	unsigned holders = 0;

	ASSERT_CHAT_LOCKED();
	for (int w = 0; w < SLOT_WORDS; w++) {
		uint32_t queued = 0;
		if (set[w] == 0)
			continue;
		for (uint32_t left = set[w], slot_bit; left != 0; left &= ~slot_bit) {
			int slot = w * 32 + __builtin_ctz(left);
			slot_bit = left & -left;
			if (outqs[slot].kind != kind)
				continue;
			set[w] &= ~slot_bit;
			if (m == MSG_NONE || !outqs[slot].open) {
				refused[w] |= lost ? slot_bit : 0;
			} else if (append(slot, m, blocks)) {
				queued |= slot_bit;
				holders++;
			} else {
				refused[w] |= slot_bit;
			}
		}
		outq_ready[w] |= queued & ~outq_blocked[w];
	}
	if (m != MSG_NONE)
		msg_hold_many(m, holders);
}

/* The header of a WebSocket frame. A server's frames are not masked (RFC 6455 section 5.2). */
struct frame_head {
	unsigned char at[4];
};

/* The flusher's, like the vectors. A frame takes two vectors; only the last one of all may lack its second. */
static struct frame_head frame_heads[FLUSH_VECS / 2 + 1];

/* Writes the header of a frame with `len` bytes of payload; returns the header's length. */
static size_t frame_head(struct frame_head *head, uint8_t first, size_t len)
{
	head->at[0] = first;
	if (len < 126) {
		head->at[1] = (unsigned char)len;
		return 2;
	}
	head->at[1] = 126;
	head->at[2] = (unsigned char)(len >> 8);
	head->at[3] = (unsigned char)len;
	return 4;
}

/* Bytes of a message on the wire. In a frame, its CR LF (two bytes) are replaced by the header (two or four). */
static size_t wire_len(const struct outq *q, msg_ref m, const struct msg_view *view)
{
	size_t len = msg_view_len(m, view);

	return q->frame == 0 || msg_is_frame(m) || len < 126 + 2 ? len : len + 2;
}

/* The header of the message's frame as one vector, unless it is sent. Moves *skip past it; *len: bytes behind it. */
static int peek_head(const struct outq *q, msg_ref m, const struct msg_view *view, struct frame_head *head,
                     size_t *skip, size_t *len, struct span *vec)
{
	size_t n;

	if (q->frame == 0 || msg_is_frame(m))
		return 0;
	*len = msg_view_len(m, view) - 2;
	n = frame_head(head, q->frame, *len);
	if (*skip >= n) {
		*skip -= n;
		*len -= *skip;
		return 0;
	}
	*vec = (struct span){ head->at + *skip, n - *skip };
	*skip = 0;
	return 1;
}

/* The vectors of one message behind its frame's header. `skip` bytes of it are sent, at most `len` are left. */
static int peek_text(msg_ref m, const struct msg_view *view, size_t skip, size_t len, struct span *vecs, int most)
{
	int used = 0;

	if (skip < view->head_len) {
		if (used == most)
			return used;
		vecs[used++] = (struct span){ view->head + skip, view->head_len - skip };
		len -= view->head_len - skip;
		skip = 0;
	} else {
		skip -= view->head_len;
	}
	skip += view->from;
	for (uint16_t number = m; number != MSG_NONE && used < most && len > 0; number = msg_block(number)->next) {
		const struct msg_block *block = msg_block(number);
		size_t n;
		if (skip >= block->len) {
			skip -= block->len;
			continue;
		}
		n = block->len - skip < len ? block->len - skip : len;
		vecs[used++] = (struct span){ block->data + skip, n };
		len -= n;
		skip = 0;
	}
	return used;
}

/* The bytes of n vectors; 0 when the sum does not fit in peek_bytes. */
static uint16_t sum(const struct span *vecs, int n)
{
	size_t bytes = 0;

	for (int i = 0; i < n; i++)
		bytes += vecs[i].len;
	return bytes <= UINT16_MAX ? (uint16_t)bytes : 0;
}

/* A message of one block as a frame: two vectors. */
static int peek_frame(struct outq *q, const struct msg_block *only, struct frame_head *head, struct span *vecs)
{
	size_t len = vecs->len - 2, head_len = frame_head(head, q->frame, len);

	vecs[1] = (struct span){ only->data + (only->len - vecs->len), len };
	vecs[0] = (struct span){ head->at, head_len };
	q->peek_bytes = (uint16_t)(head_len + len);
	return 2;
}

/* Fast path: the queue's only message, in one block. Returns the number of vectors; 0: another case. */
static int peek_only(struct outq *q, int used, struct span *vecs)
{
	msg_ref m = q->ring[q->head];
	const struct msg_block *only = msg_block(m);
	size_t from = only->tags;

	if (only->time == MSG_TAGS_EXACT) {
		from = 0;
	} else if (q->wants != 0) {
		struct msg_view view = msg_view_with_tags(m, q->wants);
		if (view.head_len > 0)
			return 0;
		from = view.from;
	}
	if (only->next != MSG_NONE || (q->frame != 0 && msg_is_frame(m)))
		return 0;
	vecs->at = only->data + from;
	vecs->len = only->len - from;
	q->peeked = 1;
	q->peek_bytes = (uint16_t)vecs->len;
	return q->frame == 0 ? 1 : peek_frame(q, only, &frame_heads[used / 2], vecs);
}

/* outq_peek for all other cases. Not inlined: the fast path would save its registers on the stack. */
__attribute__((noinline)) static int peek_all(struct outq *q, struct span *vecs, int before, int most)
{
	struct frame_head *head = &frame_heads[before / 2];
	int used = before, n = 0;

	for (; n < q->count && used + 1 < most; n++) {
		msg_ref m = q->ring[place(q, (unsigned)n)];
		struct msg_view view = msg_view(m, n == 0 ? q->head_wants : q->peek_wants);
		size_t skip = n == 0 ? q->sent : 0, len = SIZE_MAX;
		int headed = peek_head(q, m, &view, head, &skip, &len, &vecs[used]);
		head += headed;
		used += headed;
		used += peek_text(m, &view, skip, len, vecs + used, most - used);
	}
	q->peeked = q->count;
	q->peek_bytes = n == q->count && used < most ? sum(vecs + before, used - before) : 0;
	return used - before;
}

int outq_peek(int slot, struct span *vecs, int before, int most)
{
	struct outq *q = &outqs[slot];
	int used;

	ASSERT_CHAT_LOCKED();
	q->peek_wants = q->wants;
	if (q->sent == 0) {
		q->head_wants = q->wants;
		if (q->count == 1 && before + 1 < most && (used = peek_only(q, before, vecs + before)) > 0)
			return used;
	}
	return peek_all(q, vecs, before, most);
}

/* The reader earns back `ms` milliseconds. */
static void earn(struct outq *q, uint64_t ms)
{
	q->waited_ms -= ms < q->waited_ms ? (uint32_t)ms : q->waited_ms;
}

/* Lets go of what was sent of the last outq_peek. Not inlined, as peek_all. */
__attribute__((noinline)) static void pop_sent(struct outq *q, size_t bytes)
{
	while (bytes > 0) {
		msg_ref m = q->ring[q->head];
		struct msg_view view;
		size_t left;
		CHECK(q->count > 0);
		view = msg_view(m, q->head_wants);
		left = wire_len(q, m, &view) - q->sent;
		if (bytes < left) {
			q->sent += (uint16_t)bytes;
			break;
		}
		bytes -= left;
		pop(q);
		/* A partly sent message keeps the tags it was begun with; the others have those of the peek. */
		q->head_wants = q->peek_wants;
	}
}

bool outq_sent(int slot, size_t bytes, uint64_t now_ms)
{
	struct outq *q = &outqs[slot];
	bool all = bytes > 0 && bytes == q->peek_bytes;

	ASSERT_CHAT_LOCKED();
	if (bytes > 0)
		q->moved_ms = now_ms;
	if (q->filled && q->waited_ms > 0)
		earn(q, bytes * 1000 / OUTQ_EARN_BYTES);
	if (all) { /* fast path */
		for (; q->peeked > 0; q->peeked--)
			pop(q);
	} else {
		pop_sent(q, bytes);
	}
	q->peek_bytes = 0;
	if (q->blocks < OUTQ_LOW) {
		q->busy = false;
		bits_remove(outq_full, slot);
	}
	return all;
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
	} else { /* nobody was waiting meanwhile */
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
