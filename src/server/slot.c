/* slot.c: one client's place, and the life of its thread.
 *
 * Each slot has a thread from the start, which sleeps until the main thread
 * hands it a connection, then reads it, runs its commands, says goodbye, and
 * sleeps again. Owns slots[] and slot_stacks[]. Never grows: when all slots
 * are taken, listener.c says so to whoever comes.
 */
#include "server/slot.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/reason.h"
#include "base/utf8.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "chat/marker.h"
#include "net/net.h"
#include "server/command.h"
#include "server/flush.h"
#include "server/http.h"
#include "server/multiline.h"
#include "server/objects.h"
#include "server/reply.h"
#include "server/room.h"

/* ---- stacks ---- */

#define PAINT 0xa5c35a3cu
#define CANARY_WORDS 4 /* the lowest words: nothing may ever be written there */

static void check_canary(int index)
{
	for (int i = 0; i < CANARY_WORDS; i++)
		if (slot_stacks[index].words[i] != PAINT)
			bug("a client thread's stack has run over: raise SLOT_STACK in limits.h");
}

int slots_stack_used(void)
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

/* ---- finding, opening and closing: under the chat lock ---- */

int slot_find_free(int most)
{
	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < most; i++)
		if (slots[i].state == SLOT_FREE)
			return i;
	return -1;
}

int slot_count_from(const char *address)
{
	int n = 0;

	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < CLIENTS; i++)
		if (slots[i].state != SLOT_FREE && strcmp(users[i].host, address) == 0)
			n++;
	return n;
}

int slots_busy(void)
{
	int n = 0;

	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < CLIENTS; i++)
		if (slots[i].state != SLOT_FREE)
			n++;
	return n;
}

void slot_open(int index, int conn, const char *address)
{
	struct slot *s = &slots[index];

	ASSERT_CHAT_LOCKED();
	CHECK(s->state == SLOT_FREE);
	s->conn = conn;
	s->broken = s->silent = s->waiting = s->pinged = s->hinted = s->capping = s->cap_302 = s->password_ok = false;
	s->named = false;
	s->transport = &transport_tcp;
	s->speech = NULL;
	s->opened_ms = s->heard_ms = s->flood_ms = event_now_ms();
	s->flood_tokens = settings.flood_burst * 1000;
	s->room = 0;
	s->reason[0] = '\0';
	bits_remove(to_wake, index);
	bits_remove(event_overrun, index);
	s->state = SLOT_OPEN;
	line_start(&s->in, s->input, sizeof s->input, LINE_MAX_BYTES - 2, 0);
	s->refused_batch = 0;
	outq_open(index, event_now_ms());
	user_open(index, address);
	sem_post(&s->go);
}

void slot_close(int index, const char *reason)
{
	struct slot *s = &slots[index];

	ASSERT_CHAT_LOCKED();
	if (s->state != SLOT_OPEN)
		return;
	buf_copy(s->reason, sizeof s->reason, reason);
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

/* ---- the thread ---- */

/* A line does not fit in the slot's own input: reads on in a large one. */
static void take_large(struct slot *s)
{
	flush(); /* it may have to wait: first what its client is to hear */
	chat_lock();
	large_take(s);
	chat_unlock();
}

static void give_large(struct slot *s, bool closing)
{
	if (s->in.at == s->input)
		return;
	chat_lock();
	large_give(s, closing);
	chat_unlock();
}

/* Runs the lines that have come. */
static void run_lines(struct slot *s)
{
	char *line;
	size_t len;
	enum line_status status;

	while ((status = line_next(&s->in, &line, &len, s->speech->empty_lines)) != LINE_NONE) {
		const char *why = NULL;
		if (status == LINE_LARGE) {
			take_large(s);
			return;
		}
		if (status == LINE_READY) {
			if (memchr(line, '\0', len) != NULL)
				why = "it has a NUL byte";
			else if (!utf8_valid(line, len))
				why = "it is not UTF-8";
		}
		if (status == LINE_READY && why == NULL) {
			s->speech->line(s, line);
		} else {
			command_begin(s);
			if (status == LINE_LONG) {
				s->speech->long_line(s);
			} else {
				s->speech->bad_line(s, line, why);
			}
			command_end(s);
		}
		if (s->state == SLOT_CLOSING)
			return;
	}
}

/* Finds out what the connection speaks. False: not yet, or it is to be closed. */
static bool find_speech(struct slot *s)
{
	const char *bytes;
	size_t n = line_pending(&s->in, &bytes);
	const struct speech *speech = NULL;

	switch (sniff(bytes, n)) {
	case SNIFF_MORE:
		return false;
	case SNIFF_HTTP:
	case SNIFF_HTTP_OTHER:
		http_answer(s, bytes, n);
		return false;
	case SNIFF_TLS:
		log_info("%s spoke TLS, which is not built in: closed", users[s->index].host);
		chat_lock();
		s->silent = true;
		slot_close(s->index, "TLS is not built in");
		chat_unlock();
		return false;
	case SNIFF_IRC:
		speech = &speech_irc;
		break;
	case SNIFF_PLAIN:
		speech = &speech_plain;
		break;
	}
	if (speech->may_idle)
		net_keep_alive(s->conn, settings.ping);
	chat_lock();
	s->speech = speech;
	s->in.tags_max = speech->tags_max;
	outqs[s->index].kind = speech->kind;
	chat_unlock();
	return true;
}

/* The log tells who is on, and by which name: outside the chat lock, for it may have to wait. */
static void log_name(struct slot *s)
{
	char nick[NICK_MAX + 1], host[HOST_MAX + 1];

	if (!s->named) /* only this thread changes it */
		return;
	chat_lock();
	s->named = false;
	buf_copy(nick, sizeof nick, users[s->index].nick);
	buf_copy(host, sizeof host, users[s->index].host);
	chat_unlock();
	log_info("slot %d: %s from %s is here", s->index, nick, host);
}

/* Reads and runs until the connection ends or is closed. */
static void talk(struct slot *s)
{
	while (s->state == SLOT_OPEN) {
		size_t room;
		char *to = line_room(&s->in, &room);
		long n = s->transport->receive(s->index, s->conn, to, room);
		if (n <= 0) {
			const char *why = n == 0 ? "Connection closed" : reason(errno);
			chat_lock();
			if (n == 0)
				slot_close(s->index, why); /* it may still read what it has asked for */
			else
				slot_break(s->index, why);
			chat_unlock();
			return;
		}
		line_filled(&s->in, (size_t)n);
		if (s->speech != NULL || find_speech(s))
			run_lines(s);
		give_large(s, false);
		check_canary(s->index);
		flush();
		log_name(s);
	}
}

/* Tells the others that the user is gone, and takes it out of all channels. Under the chat lock. */
static void leave_chat(struct slot *s)
{
	uint32_t peers[SLOT_WORDS] = { 0 };
	uint32_t now_in[CHANNEL_WORDS];

	watch_clear(s->index);
	if (users[s->index].registered) {
		user_peers(s->index, peers);
		watch_readers(users[s->index].nick, peers);
		room_to_leave(s->index, peers);
		memset(peers, 0, sizeof peers);
		user_peers(s->index, peers); /* it may be others now */
		buf_fmt(event_from(s->index), "QUIT :%s", s->reason);
		event_to_set(peers);
		event_keep_everywhere(s->index);
		event_end();
		tell_watchers(s->index, false);
		room_close_overrun();
		whowas_add(s->index, event_wall_ms() / 1000);
	}
	memcpy(now_in, users[s->index].in, sizeof now_in);
	BITS_EACH(channel, now_in, CHANNEL_WORDS)
		channel_leave(channel, s->index);
	marker_forget(s->index);
	multiline_forget(s->index);
	user_close(s->index); /* at once: who was told of the QUIT may take the nick now */
}

/* Sends what is still queued and the last word; waits for that, but not for ever. Under the chat lock. */
static void last_word(struct slot *s)
{
	uint64_t start = clock_ms();
	struct outq *q = &outqs[s->index];

	flush_wait_clear(s->index);
	if (q->full && strcmp(s->reason, "SendQ exceeded") == 0)
		outq_drop(s->index); /* it is not read: all that may still fit is the reason */
	if (!s->silent) {
		q->open = true;
		buf_fmt(event_begin(), "ERROR :Closing Link: %s (%s)", users[s->index].host, s->reason);
		event_to(s->index);
		event_end();
		q->open = false;
	}
	while (q->count > 0 && !s->broken && clock_since(clock_ms(), start) < LINGER_MS) {
		chat_unlock();
		flush();
		chat_lock();
		if (q->count > 0)
			chat_wait(20);
	}
	flush_wait_clear(s->index);
	outq_close(s->index);
}

/* Ends the connection and frees the slot. */
static void hang_up(struct slot *s)
{
	bool broken, registered;
	int conn = s->conn;
	char nick[NICK_MAX + 1], host[HOST_MAX + 1];

	chat_lock();
	event_set_time(clock_ms(), clock_wall_ms());
	buf_copy(nick, sizeof nick, reply_nick(s->index));
	buf_copy(host, sizeof host, users[s->index].host);
	registered = users[s->index].registered;
	leave_chat(s);
	last_word(s);
	broken = s->broken;
	chat_unlock();

	(registered ? log_info : log_debug)("slot %d: %s from %s left: %s", s->index, nick, host, s->reason);
	if (!broken)
		s->transport->linger(s->index, conn, LINGER_MS);
	chat_lock();
	s->conn = -1; /* before it is closed: the next connection may get its number, and must not be woken for it */
	chat_unlock();
	net_close(conn);

	chat_lock();
	s->state = SLOT_FREE;
	flush_call_main(); /* somebody may be waiting for a slot */
	chat_unlock();
	flush();
}

static void *slot_run(void *slot)
{
	struct slot *s = slot;

	for (;;) {
		while (sem_wait(&s->go) < 0)
			CHECK(errno == EINTR);
		talk(s);
		give_large(s, true);
		hang_up(s);
		check_canary(s->index);
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
