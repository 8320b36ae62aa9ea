/* slot.c: the clients' places, and their threads.
 *
 * Each slot has a thread from the start, which sleeps until the main thread
 * hands it a connection, then lives that connection's life (connection.c), and
 * sleeps again. Owns slots[] and slot_stacks[]. Never grows: when all slots
 * are taken, listener.c says so to whoever comes.
 */
#include "server/conn/slot.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/founder.h"
#include "chat/lock.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "net/net.h"
#include "server/config/settings.h"
#include "server/conn/backpressure.h"
#include "server/conn/connection.h"
#include "server/conn/flush.h"
#include "server/conn/origin.h"
#include "server/system/sandbox.h"

/* ---- stacks ---- */

#define PAINT 0xa5c35a3cu
#define CANARY_WORDS 4 /* the lowest words: nothing may ever be written there */

void slot_check_stack(int index)
{
	for (int i = 0; i < CANARY_WORDS; i++)
		if (slot_stacks[index].words[i] != PAINT)
			bug("a client thread's stack has run over: raise SLOT_STACK in limits.h");
}

/* Looks at the stacks of threads that run, which a sanitizer would take for a mistake. */
__attribute__((no_sanitize("thread"))) int slots_stack_used(void)
{
	int least_free = SLOT_STACK;

	for (int i = 0; i < CLIENTS; i++) {
		int unused = 0;
		while (unused < SLOT_STACK / 4 && slot_stacks[i].words[unused] == PAINT)
			unused++;
		if (unused * 4 < least_free)
			least_free = unused * 4;
	}
	return SLOT_STACK - least_free;
}

/* Closing slots whose threads may be waiting for input. Under the chat lock. */
static uint32_t to_wake[SLOT_WORDS];

static _Atomic bool stopping;
static int busy; /* slots that are not free; under the chat lock */

/* ---- finding, opening and closing: under the chat lock ---- */

int slot_find_free(int most)
{
	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < most; i++)
		if (slots[i].state == SLOT_FREE)
			return i;
	return -1;
}

int slots_busy(void)
{
	ASSERT_CHAT_LOCKED();
	return busy;
}

void slot_open(int index, int conn, const struct net_origin *from, bool web)
{
	struct slot *s = &slots[index];

	ASSERT_CHAT_LOCKED();
	CHECK(s->state == SLOT_FREE);
	s->conn = conn;
	s->origin = origin_find(from, event_now_ms());
	origin_enter(s->origin);
	s->broken = s->silent = s->waiting = s->pinged = s->hinted = s->capping = s->cap_302 = s->password_ok = false;
	s->hinted = web;
	s->named = s->capped = s->evicted = false;
	s->label_len = 0;
	s->stranger = true;
	s->transport = &transport_tcp;
	s->protocol = NULL;
	s->doubted_ms = s->turn = 0;
	s->opened_ms = s->heard_ms = event_now_ms();
	s->keeps_place = false;
	bucket_start(&s->flood, (struct bucket_size){ settings.flood_rate, settings.flood_burst }, event_now_ms());
	bucket_start(&s->pace, ROOM_PACE, event_now_ms());
	s->target = (struct plain_target){ .at = PLAIN_NOWHERE };
	s->reason[0] = '\0';
	bits_remove(to_wake, index);
	bits_remove(outq_overrun, index);
	s->state = SLOT_OPEN;
	busy++;
	line_start(&s->in, s->input, sizeof s->input - SLOT_SPARE, LINE_MAX_BYTES - 2, 0);
	s->refused_batch = 0;
	outq_open(index, event_now_ms());
	outqs[index].waited_ms = origin_debt(s->origin, ORIGIN_WAITED, event_now_ms()) / OUTQ_FORGIVE;
	user_open(index, from->text, origins[s->origin].number);
	founder_open(index);
	sem_post(&s->go);
}

void slot_free(struct slot *s)
{
	ASSERT_CHAT_LOCKED();
	CHECK(s->state == SLOT_CLOSING && !users[s->index].present);
	origin_leave(s->origin, s->stranger);
	s->state = SLOT_FREE;
	busy--;
	flush_call_main(); /* somebody may be waiting for a slot */
}

/* How long this reader has made others wait is remembered for its address: coming again is no way around it. */
static void remember_waits(const struct slot *s)
{
	uint64_t owed = (uint64_t)outqs[s->index].waited_ms * OUTQ_FORGIVE;
	uint32_t debt = origin_debt(s->origin, ORIGIN_WAITED, event_now_ms());

	if (owed > ORIGIN_DEBT_MAX)
		owed = ORIGIN_DEBT_MAX;
	if (owed > debt)
		origin_charge(s->origin, ORIGIN_WAITED, (uint32_t)owed - debt, event_now_ms());
}

void slot_close(int index, const char *reason)
{
	struct slot *s = &slots[index];

	ASSERT_CHAT_LOCKED();
	if (s->state != SLOT_OPEN)
		return;
	labeled_end_for(index);
	buf_copy(s->reason, sizeof s->reason, reason);
	remember_waits(s);
	s->state = SLOT_CLOSING;
	outqs[index].open = false;
	bits_add(to_wake, index);
	flush_call_main(); /* it ends the thread's wait for input */
	chat_wake();       /* and this its wait for room */
}

void slot_break(int index, const char *reason)
{
	slots[index].broken = true;
	bits_remove(outq_ready, index);
	bits_remove(outq_blocked, index);
	slot_close(index, reason);
	flush_drop(index);
	chat_wake(); /* its own thread, if it was closing before; and those who wait for blocks */
}

void slot_overrun(int index)
{
	if (slots[index].state != SLOT_OPEN)
		return;
	slot_close(index, "SendQ exceeded");
	flush_drop(index);
}

void slots_stop(void)
{
	ASSERT_CHAT_LOCKED();
	stopping = true;
	for (int i = 0; i < CLIENTS; i++)
		slot_close(i, "Server shutting down");
}

bool slots_stopping(void)
{
	return stopping;
}

void slots_wake_closing(void)
{
	int slot;

	do {
		int conn = -1;
		chat_lock();
		slot = bits_next(to_wake, SLOT_WORDS, 0);
		if (slot >= 0) {
			bits_remove(to_wake, slot);
			if (slots[slot].state == SLOT_CLOSING)
				conn = slots[slot].conn;
		}
		chat_unlock();
		if (conn >= 0)
			net_stop_reading(conn); /* harmless if its thread closes it just now: rule 6 in chat/lock.h */
	} while (slot >= 0);
}

/* ---- the threads ---- */

static void *slot_run(void *slot)
{
	struct slot *s = slot;

	sandbox_thread();
	for (;;) {
		while (sem_wait(&s->go) < 0)
			CHECK(errno == EINTR);
		connection_talk(s);
		connection_end(s);
		slot_check_stack(s->index);
	}
	return NULL;
}

void slots_start(void)
{
	pthread_attr_t attr;

	for (int i = 0; i < CLIENTS; i++) {
		struct slot *s = &slots[i];
		pthread_t thread;
		s->index = i;
		s->conn = -1;
		for (int w = 0; w < SLOT_STACK / 4; w++)
			slot_stacks[i].words[w] = PAINT;
		if (sem_init(&s->go, 0, 0) < 0 || pthread_attr_init(&attr) != 0 ||
		    pthread_attr_setstack(&attr, slot_stacks[i].words, SLOT_STACK) != 0)
			bug("a client thread's stack was not accepted");
		errno = pthread_create(&thread, &attr, slot_run, s);
		if (errno != 0) {
			log_error("cannot start thread %d of %d", i + 1, CLIENTS);
			bug("threads");
		}
	}
}
