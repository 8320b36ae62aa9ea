/* connection.c: the life of one connection, from its first bytes to its last line.
 *
 * Called by the slot's thread. It reads, cuts lines, hands them to the protocol,
 * and flushes the replies. When the connection has ended or is closed, the user
 * leaves the chat and the slot is freed. Owns nothing.
 */
#include "server/conn/connection.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/reason.h"
#include "base/utf8.h"
#include "chat/event.h"
#include "chat/labeled.h"
#include "chat/lock.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "net/net.h"
#include "patience.h"
#include "server/conn/backpressure.h"
#include "server/conn/flood.h"
#include "server/conn/flush.h"
#include "server/conn/large_input.h"
#include "server/conn/slot.h"
#include "server/conn/slot_stack.h"
#include "server/protocol/protocol.h"

/* A line does not fit in the slot's own input buffer: moves the input to a large one. */
static void take_large(struct slot *s)
{
	flush(); /* the client's replies first: the rest may have to wait */
	chat_lock();
	flood_pay(s, 1);
	if (backpressure_wait_for_place(s->index))
		large_input_take(s);
	chat_unlock();
}

static void give_large(struct slot *s, bool closing)
{
	if (s->in.at == s->input)
		return;
	chat_lock();
	large_input_give(s, closing);
	chat_unlock();
}

/* Runs the complete lines in the input buffer. */
static void run_lines(struct slot *s)
{
	char *line;
	size_t len;
	enum line_status status;

	while ((status = line_next(&s->in, &line, &len, s->protocol->empty_lines)) != LINE_NONE) {
		const char *why = NULL;
		if (status == LINE_LARGE) {
			take_large(s);
			return;
		}
		if (status == LINE_READY && !line_is_ascii(&s->in)) {
			if (memchr(line, '\0', len) != NULL)
				why = "it has a NUL byte";
			else if (!utf8_valid(line, len))
				why = "it is not UTF-8";
		}
		if (status == LINE_READY && why == NULL) {
			s->protocol->line(s, line);
		} else if (status == LINE_LONG) {
			s->protocol->long_line(s);
		} else {
			s->protocol->bad_line(s, line, why);
		}
		if (s->state == SLOT_CLOSING)
			return;
	}
}

void connection_speaks(struct slot *s, const struct protocol *protocol)
{
	const char *bytes;
	size_t n = line_pending(&s->in, &bytes);

	chat_lock();
	s->protocol = protocol;
	s->in.tags_max = protocol->tags_max;
	outqs[s->index].kind = protocol->kind;
	if (protocol->begin != NULL)
		protocol->begin(s);
	chat_unlock();
	if (protocol->take != NULL)
		line_keep(&s->in, protocol->take(s, (char *)bytes, n));
}

/* Logs the user's new nick: outside the chat lock, since logging may have to wait. */
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

void connection_heard(struct slot *s, size_t n)
{
	size_t room;
	char *at = line_room(&s->in, &room);

	if (s->protocol->take != NULL)
		n = s->protocol->take(s, at, n);
	line_filled(&s->in, n);
	if (s->protocol->detect == NULL || s->protocol->detect(s))
		run_lines(s);
	if (s->state == SLOT_OPEN && s->protocol->ran != NULL)
		s->protocol->ran(s);
	give_large(s, s->state != SLOT_OPEN);
	slot_stack_check(s->index);
	flush();
	log_name(s);
}

void connection_talk(struct slot *s)
{
	while (s->state == SLOT_OPEN) {
		size_t room;
		char *to = line_room(&s->in, &room);
		long n = s->transport->receive(s->index, s->conn, to, room);
		if (n <= 0) {
			const char *why = n == 0 ? "Connection closed" : reason(errno);
			chat_lock();
			if (n == 0)
				slot_close(s->index, why); /* half-closed: the peer may still read its replies */
			else
				flush_break(s->index, why);
			chat_unlock();
			return;
		}
		connection_heard(s, (size_t)n);
	}
}

/* How long a closing slot may take to send its queue, milliseconds: less when linnetd stops, least for a client that
 * does not read, or that makes room for another connection. */
static uint32_t patience(const struct slot *s)
{
	if (s->evicted)
		return EVICT_MS;
	if (!slots_stopping())
		return LINGER_MS;
	return bits_has(outq_blocked, s->index) ? STOP_STALLED_MS : STOP_LAST_MS;
}

/* Sends the queue and the last line (ERROR); waits for that, patience() at most. Under the chat lock. */
static void last_word(struct slot *s, uint64_t start)
{
	struct outq *q = &outqs[s->index];

	flush_wait_clear(s->index);
	if (!s->broken) {
		q->open = true;
		if (!s->silent) {
			labeled_begin(&s->answer, s->index, s->label_len > 0 ? s->input : NULL, s->label_len, true);
			s->protocol->closing(s->index, s->reason);
			labeled_end();
		}
		if (s->protocol->goodbye != NULL)
			s->protocol->goodbye(s);
		q->open = false;
	}
	while (q->count > 0 && !s->broken && clock_since(clock_ms(), start) < patience(s)) {
		chat_unlock();
		flush();
		chat_lock();
		if (q->count > 0)
			flush_wait(20);
	}
	flush_wait_clear(s->index);
	outq_close(s->index);
	chat_wake(); /* for clients that wait for blocks */
}

/* The time that is left for the peer to receive the last bytes, milliseconds. */
static uint32_t linger_left(const struct slot *s, uint64_t start)
{
	uint32_t most = s->evicted ? 0 : slots_stopping() ? STOP_STALLED_MS : LINGER_MS;
	uint64_t passed = clock_since(clock_ms(), start);

	return passed < most ? (uint32_t)(most - passed) : 0;
}

OWN_FRAME void connection_end(struct slot *s)
{
	bool broken, registered;
	int conn = s->conn;
	uint64_t start;
	char nick[NICK_MAX + 1], host[HOST_MAX + 1];

	give_large(s, true);
	chat_lock();
	event_set_time(clock_ms(), clock_wall_ms());
	buf_copy(nick, sizeof nick, user_nick(s->index));
	buf_copy(host, sizeof host, users[s->index].host);
	registered = users[s->index].registered;
	s->protocol->leave(s);
	start = clock_ms();
	last_word(s, start);
	broken = s->broken;
	chat_unlock();

	(registered ? log_info : log_debug)("slot %d: %s from %s left: %s", s->index, nick, host, s->reason);
	if (!broken)
		s->transport->linger(s->index, conn, linger_left(s, start));
	chat_lock();
	s->conn = -1; /* before the close: the next connection may get the number, and must not be woken for this */
	chat_unlock();
	net_close(conn);

	chat_lock();
	slot_free(s);
	chat_unlock();
	flush();
}
