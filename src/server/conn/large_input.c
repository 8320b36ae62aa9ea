/* large_input.c: the few large input buffers.
 *
 * Owns large_inputs: their owners are under the chat lock, the bytes belong to
 * the owner's thread. A line with more than about 500 bytes of tags needs a
 * buffer while it arrives. When all are taken, further clients wait. The client
 * that has been connected longest is next, so clients that are closed for keeping
 * a buffer gain nothing by reconnecting.
 */
#include "server/conn/large_input.h"

#include "base/clock.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "chat/outq.h"
#include "patience.h"
#include "server/conn/flush.h"
#include "server/conn/slot.h"

static uint32_t wanting[SLOT_WORDS]; /* slots that wait for a buffer */

static struct large_input *held_by(int slot)
{
	for (int i = 0; i < LARGE_INPUTS; i++)
		if (large_inputs[i].owner == slot + 1)
			return &large_inputs[i];
	return NULL;
}

/* Closes owners whose line takes too long. It is their own fault: they wait for no other reader
 * (backpressure_wait_for_place). */
static void close_the_slow(uint64_t now)
{
	for (int i = 0; i < LARGE_INPUTS; i++) {
		int slot = large_inputs[i].owner - 1;
		if (slot >= 0 && clock_since(now, large_inputs[i].since_ms) >= LARGE_MS)
			slot_close(slot, "Your line took too long");
	}
}

/* True when no other waiting slot has been connected longer. */
static bool is_next(const struct slot *s)
{
	BITS_EACH(other, wanting, SLOT_WORDS)
		if (slots[other].opened_ms < s->opened_ms)
			return false;
	return true;
}

void large_input_take(struct slot *s)
{
	struct large_input *l = NULL;

	ASSERT_CHAT_LOCKED();
	CHECK(held_by(s->index) == NULL);
	bits_add(wanting, s->index);
	while (s->state == SLOT_OPEN && ((l = held_by(-1)) == NULL || !is_next(s))) {
		close_the_slow(clock_ms());
		s->waiting = true;
		flush_wait(FLUSH_LOOK_AGAIN_MS);
		s->waiting = false;
	}
	bits_remove(wanting, s->index);
	chat_wake(); /* there may be another buffer for the next slot */
	if (s->state != SLOT_OPEN)
		return; /* closed: it reads no more, and would never give the buffer back */
	s->keeps_place = true;
	l->owner = (int16_t)(s->index + 1);
	l->since_ms = clock_ms();
	line_move(&s->in, l->bytes, sizeof l->bytes - SLOT_SPARE);
}

void large_input_give(struct slot *s, bool closing)
{
	struct large_input *l = held_by(s->index);

	ASSERT_CHAT_LOCKED();
	if (l == NULL)
		return;
	if (s->in.start > LINE_HEADROOM) /* a line has been run: the rest is another line */
		l->since_ms = clock_ms();
	if (!closing && !line_fits(&s->in, sizeof s->input - SLOT_SPARE))
		return;
	if (!closing)
		line_move(&s->in, s->input, sizeof s->input - SLOT_SPARE);
	s->keeps_place = false;
	l->owner = 0;
	chat_wake();
}
