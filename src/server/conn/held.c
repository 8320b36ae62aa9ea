/* held.c: connections without a slot: those that wait for one, and those that have been refused.
 *
 * Owns held[]; main thread. places.c decides which connection gets a slot. A
 * connection that gets one at once is never held, so it waits behind no other. A
 * refused connection stays open for a while: closing it with unread input would
 * reset it, and the peer would lose the refusal. When held[] is full, refused
 * connections give way first, then those that wait for their own address, then
 * the others; the oldest first.
 */
#include "server/conn/held.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/span.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "net/net.h"
#include "patience.h"
#include "server/config/settings.h"
#include "server/conn/flush.h"
#include "server/conn/main_call.h"
#include "server/conn/origin.h"
#include "server/conn/places.h"
#include "server/conn/slot.h"
#include "server/conn/strangers.h"
#include "server/conn/web_refusal.h"

#define REFUSED_MS 1000     /* how long a refused connection stays open */
#define DRAIN_READS 16      /* reads in a row from a refused peer */
#define OWN_MOST (HELD / 4) /* connections of one address that may be HELD_OWN */

static uint64_t numbers;
static bool own_waits; /* some connection is HELD_OWN; under the chat lock */

static int count(enum held_state state, const struct net_origin *from)
{
	int n = 0;

	for (int i = 0; i < HELD; i++)
		n += held[i].state == state &&
		     (from == NULL || memcmp(held[i].from.network, from->network, NET_NETWORK) == 0);
	return n;
}

/* ---- refusing ---- */

static void tell(int conn, const struct net_origin *from, bool web, const char *why, uint64_t now_ms)
{
	char text[PLACE_WHY + 220];
	struct buf b;
	struct span span;
	bool log;

	buf_init(&b, text, sizeof text);
	if (web)
		web_refusal_put(&b, why);
	else
		buf_fmt(&b, "ERROR :Closing Link: %s (%s)", from->text, why);
	buf_str(&b, "\r\n");
	span = (struct span){ b.at, b.len };
	(void)net_send(conn, &span, 1);
	net_stop_sending(conn);
	chat_lock();
	log = strangers_may_log(origin_find(from, now_ms), now_ms);
	chat_unlock();
	if (log)
		log_info("refused %s: %s", from->text, why);
}

static void let_go(struct held *h)
{
	net_close(h->conn);
	h->state = HELD_EMPTY;
}

/* An empty place, or the one that gives way first to a connection in `state`; NULL: none gives way. */
static struct held *find_place(enum held_state state)
{
	struct held *first = &held[0];

	for (int i = 1; i < HELD; i++)
		if (held[i].state < first->state || (held[i].state == first->state && held[i].number < first->number))
			first = &held[i];
	return first->state <= state ? first : NULL;
}

/* Refuses a connection that gives way to others. */
static void tell_full(int conn, const struct net_origin *from, bool web, uint64_t now_ms)
{
	struct place place;

	chat_lock();
	places_full(&place);
	chat_unlock();
	tell(conn, from, web, place.why, now_ms);
}

/* Holds a connection. If none gives way to it, it is closed. */
static void hold(int conn, const struct net_origin *from, bool web, enum held_state state, uint64_t now_ms)
{
	struct held *h = find_place(state);

	if (h == NULL) {
		if (state != HELD_REFUSED)
			tell_full(conn, from, web, now_ms);
		net_close(conn);
		return;
	}
	if (h->state != HELD_EMPTY) {
		if (h->state != HELD_REFUSED)
			tell_full(h->conn, &h->from, h->web, now_ms);
		let_go(h);
	}
	*h = (struct held){
		.conn = conn, .state = state, .number = ++numbers, .since_ms = now_ms, .web = web, .from = *from
	};
}

/* ---- new and waiting connections ---- */

/* Asks for a slot for a connection behind `waiting` others, and opens it. The connection has waited `waited`
 * milliseconds; -1: it is new. */
static void ask(int conn, const struct net_origin *from, bool web, int waited, int waiting, uint64_t now_ms,
                struct place *place)
{
	chat_lock();
	event_set_time(now_ms, clock_wall_ms());
	if (waited >= 0 || places_knock(from, now_ms, place))
		places_ask(from, waiting, waited < HOLD_MS, now_ms, place);
	if (place->verdict == PLACE_FREE)
		slot_open(place->slot, conn, from, web);
	own_waits = place->verdict == PLACE_OWN || count(HELD_OWN, NULL) > 0;
	chat_unlock();
	if (place->verdict != PLACE_FREE)
		return;
	/* Only the main thread opens connections: `conn` is still this connection, or closed. */
	net_keep_alive(conn, settings.ping);
	log_debug("slot %d: %s connected", place->slot, from->text);
}

void held_take(int conn, const struct net_origin *from, bool web, uint64_t now_ms)
{
	struct place place;
	enum held_state state = HELD_ANY;

	ask(conn, from, web, -1, count(HELD_ANY, NULL), now_ms, &place);
	if (place.verdict == PLACE_FREE)
		return;
	if (place.verdict == PLACE_OWN)
		state = count(HELD_OWN, from) < OWN_MOST ? HELD_OWN : HELD_REFUSED;
	else if (place.verdict == PLACE_NEVER)
		state = HELD_REFUSED;
	if (state == HELD_REFUSED)
		tell(conn, from, web, place.why, now_ms);
	hold(conn, from, web, state, now_ms);
}

/* Gives a waiting connection a slot, lets it wait on, or refuses it when it has waited long enough. */
static void serve_waiting(struct held *h, int waiting, uint64_t now_ms)
{
	struct place place;
	int waited = (int)clock_since(now_ms, h->since_ms);

	ask(h->conn, &h->from, h->web, waited, waiting, now_ms, &place);
	if (place.verdict == PLACE_FREE) {
		h->state = HELD_EMPTY;
	} else if (waited >= (place.verdict == PLACE_SOON ? HOLD_SOON_MS : HOLD_MS)) {
		tell(h->conn, &h->from, h->web, place.why, now_ms);
		h->state = HELD_REFUSED;
		h->since_ms = now_ms;
	} else {
		h->state = place.verdict == PLACE_OWN ? HELD_OWN : HELD_ANY;
	}
}

/* The first waiting connection behind number `after`; NULL: there is none. */
static struct held *next_waiting(uint64_t after)
{
	struct held *first = NULL;

	for (int i = 0; i < HELD; i++)
		if (held[i].state >= HELD_OWN && held[i].number > after &&
		    (first == NULL || held[i].number < first->number))
			first = &held[i];
	return first;
}

/* Discards the input of a refused peer; closes the connection when the peer has, or after REFUSED_MS. */
static void drain(struct held *h, bool ready, uint64_t now_ms)
{
	char waste[256];
	long n = ready ? 1 : -1;

	errno = EAGAIN;
	for (int i = 0; i < DRAIN_READS && n > 0; i++)
		n = net_receive_now(h->conn, waste, sizeof waste);
	if ((ready && (n == 0 || (n < 0 && errno != EAGAIN))) || clock_since(now_ms, h->since_ms) >= REFUSED_MS)
		let_go(h);
}

/* ---- the main thread's turn ---- */

int held_want(struct net_event *events, int n)
{
	for (int i = 0; i < HELD; i++)
		if (held[i].state == HELD_REFUSED)
			events[n++] = (struct net_event){ .conn = held[i].conn, .want = NET_READ };
	return n;
}

void held_serve(const struct net_event *events, int first, uint64_t now_ms)
{
	struct held *h;
	int waiting = 0;

	for (int i = 0; i < HELD; i++)
		if (held[i].state == HELD_REFUSED)
			drain(&held[i], events[first++].ready != 0, now_ms);
	for (uint64_t number = 0; (h = next_waiting(number)) != NULL;) {
		number = h->number;
		serve_waiting(h, waiting, now_ms);
		waiting += h->state == HELD_ANY;
	}
}

int held_patience(uint64_t now_ms, int most)
{
	for (int i = 0; i < HELD; i++) {
		int passed = (int)clock_since(now_ms, held[i].since_ms), left;
		if (held[i].state == HELD_EMPTY)
			continue;
		left = (held[i].state == HELD_REFUSED ? REFUSED_MS
		        : passed < HOLD_MS            ? HOLD_MS
		                                      : HOLD_SOON_MS) -
		       passed;
		if (left < most)
			most = left > 0 ? left : 0;
	}
	return most;
}

void held_close(void)
{
	for (int i = 0; i < HELD; i++) {
		if (held[i].state > HELD_REFUSED)
			tell(held[i].conn, &held[i].from, held[i].web, "Server shutting down", clock_ms());
		if (held[i].state != HELD_EMPTY)
			let_go(&held[i]);
	}
}

void held_wake(void)
{
	ASSERT_CHAT_LOCKED();
	if (own_waits)
		main_call();
}
