/* listener.c: who comes in, and who has to wait or go.
 *
 * Owns the listeners and held[]; main thread only. When all slots are taken, a
 * newcomer is held back for HOLD_MS, in case somebody is just leaving, then
 * told why and closed. The refusal stays open for a moment, so that what the
 * peer has sent meanwhile does not destroy it. When held[] is full, the one
 * that has been there longest goes.
 */
#include "server/listener.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/print.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "server/objects.h"
#include "server/origin.h"

static int listeners[LISTENERS], listener_count;
static uint64_t paused_until; /* accepting failed for want of something: not before this clock_ms */

#define PAUSE_MS 200
#define REFUSED_MS 1000 /* how long a refusal is left to be read */

int listeners_open(void)
{
	for (int i = 0; i < HELD; i++)
		held[i].conn = -1;
	for (int i = 0; i < settings.listens; i++) {
		const char *address = settings.listen[i].address;
		char name[HOST_MAX + 16] = "";
		int listener = net_listen(address, settings.listen[i].port);
		if (listener < 0) {
			log_error("cannot listen on %s port %d", *address != '\0' ? address : "any address",
			          settings.listen[i].port);
			return -1;
		}
		listeners[listener_count++] = listener;
		net_listener_name(listener, name, sizeof name);
		log_info("listening on %s", name);
	}
	return 0;
}

void listeners_close(void)
{
	for (int i = 0; i < listener_count; i++)
		net_close(listeners[i]);
	listener_count = 0;
	for (int i = 0; i < HELD; i++)
		if (held[i].conn >= 0)
			net_close(held[i].conn);
}

int listeners_want(struct net_event *events, int n, uint64_t now_ms)
{
	bool paused = now_ms < paused_until;

	for (int i = 0; i < listener_count; i++)
		events[n++] = (struct net_event){ .conn = paused ? -1 : listeners[i], .want = NET_READ };
	for (int i = 0; i < HELD; i++)
		if (held[i].conn >= 0 && held[i].refused)
			events[n++] = (struct net_event){ .conn = held[i].conn, .want = NET_READ };
	return n;
}

int listeners_patience(uint64_t now_ms, int most)
{
	if (now_ms < paused_until && (int)(paused_until - now_ms) < most)
		most = (int)(paused_until - now_ms);
	for (int i = 0; i < HELD; i++) {
		int left;
		if (held[i].conn < 0)
			continue;
		left = (held[i].refused ? REFUSED_MS : HOLD_MS) - (int)clock_since(now_ms, held[i].since_ms);
		if (left < most)
			most = left > 0 ? left : 0;
	}
	return most;
}

/* Tells a connection that has no slot why, and lets it go soon. */
static void refuse(struct held *h, const char *why, uint64_t now_ms)
{
	char text[HOST_MAX + 100];
	struct buf b;
	struct span span;

	buf_init(&b, text, sizeof text);
	buf_fmt(&b, "ERROR :Closing Link: %s (%s)\r\n", h->origin.text, why);
	span = (struct span){ b.at, b.len };
	(void)net_send(h->conn, &span, 1);
	net_stop_sending(h->conn);
	h->refused = true;
	h->since_ms = now_ms;
	log_info("refused %s: %s", h->origin.text, why);
}

/* Gives a held connection a slot, if one is free; else leaves it, or refuses it when it has waited long enough. */
static void seat(struct held *h, uint64_t now_ms)
{
	const char *why = NULL;
	int slot = -1;

	chat_lock();
	event_set_time(now_ms, clock_wall_ms());
	if (settings.per_address > 0 && origins[origin_find(&h->origin, now_ms)].here >= settings.per_address)
		why = "Too many connections from your address";
	else
		slot = slot_find_free(settings.max_clients);
	if (slot >= 0)
		slot_open(slot, h->conn, &h->origin);
	chat_unlock();
	if (slot >= 0) {
		log_debug("slot %d: %s came", slot, h->origin.text);
		h->conn = -1;
	} else if (why != NULL || clock_since(now_ms, h->since_ms) >= HOLD_MS) {
		refuse(h, why != NULL ? why : "Server is full", now_ms);
	}
}

/* A place in held[], in the worst case that of the one who has been there longest. */
static struct held *find_place(void)
{
	struct held *oldest = &held[0];

	for (int i = 0; i < HELD; i++) {
		if (held[i].conn < 0)
			return &held[i];
		if (held[i].since_ms < oldest->since_ms)
			oldest = &held[i];
	}
	if (!oldest->refused)
		refuse(oldest, "Server is full", oldest->since_ms);
	net_close(oldest->conn);
	return oldest;
}

/* Takes in all who wait at a listener, up to a bound, so that nobody who is in is kept waiting by a rush. */
static void accept_all(int listener, uint64_t now_ms)
{
	for (int i = 0; i < HELD; i++) {
		struct net_origin origin;
		int conn = net_accept(listener, &origin);
		struct held *h;
		struct buf b;
		if (conn < 0) {
			if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
				log_warn("cannot accept a connection just now");
				paused_until = now_ms + PAUSE_MS;
			}
			return; /* EAGAIN: that was all; ECONNABORTED and the like: the peer's affair */
		}
		h = find_place();
		*h = (struct held){ .conn = conn, .since_ms = now_ms, .origin = origin };
		/* It must not look like the last parameter of a line (Modern IRC, "Parameters"): ::1 is 0::1. */
		buf_init(&b, h->origin.text, sizeof h->origin.text);
		buf_fmt(&b, origin.text[0] == ':' ? "0%s" : "%s", origin.text);
		seat(h, now_ms);
	}
}

/* Reads away what a refused peer says, and closes it when it has gone, or had its time. */
static void drain(struct held *h, bool ready, uint64_t now_ms)
{
	char waste[256];
	long n = -1;
	bool gone = false;

	errno = EAGAIN;
	while (ready && (n = net_receive_now(h->conn, waste, sizeof waste)) > 0)
		;
	gone = ready && (n == 0 || errno != EAGAIN);
	if (gone || clock_since(now_ms, h->since_ms) >= REFUSED_MS) {
		net_close(h->conn);
		h->conn = -1;
	}
}

void listeners_serve(const struct net_event *events, int first, uint64_t now_ms)
{
	int n = first + listener_count; /* the held ones' events follow those of the listeners, in order */

	for (int i = 0; i < HELD; i++)
		if (held[i].conn >= 0 && held[i].refused)
			drain(&held[i], events[n++].ready != 0, now_ms);
	for (int i = 0; i < HELD; i++)
		if (held[i].conn >= 0 && !held[i].refused)
			seat(&held[i], now_ms);
	for (int i = 0; i < listener_count; i++)
		if (events[first + i].ready)
			accept_all(listeners[i], now_ms);
}

/* The line for one address: how to join from there. */
struct joining {
	const char *client; /* the command for the little client */
	int port;
};

static void tell_address(const char *address, void *with)
{
	const struct joining *j = with;
	bool v6 = strchr(address, ':') != NULL;
	char line[240];
	struct buf b;

	buf_init(&b, line, sizeof line);
	buf_fmt(&b, "  %s %s%s%s", j->client, v6 ? "[" : "", address, v6 ? "]" : "");
	if (j->port != 6667)
		buf_fmt(&b, ":%d", j->port);
	buf_fmt(&b, "   or in any IRC client: /connect %s %d   or: nc %s %d\n", address, j->port, address, j->port);
	print(b.at, b.len);
}

void listeners_tell_how_to_join(const char *program)
{
	static const char heading[] = "Join from this LAN (with nc, then type your name):\n";
	char client[160], name[HOST_MAX + 16];
	struct joining j = { .client = client };
	const char *slash = strrchr(program, '/');
	struct buf b;

	buf_init(&b, client, sizeof client);
	if (slash != NULL)
		buf_bytes(&b, program, (size_t)(slash - program + 1));
	buf_str(&b, "linnet");
	print(heading, sizeof heading - 1);
	for (int i = 0; i < listener_count; i++) {
		char *port;
		net_listener_name(listeners[i], name, sizeof name);
		port = strrchr(name, ':');
		j.port = 0;
		for (const char *p = port + 1; *p != '\0'; p++)
			j.port = j.port * 10 + (*p - '0');
		*port = '\0';
		if (strcmp(name, "[::]") == 0 || strcmp(name, "0.0.0.0") == 0) {
			net_addresses(tell_address, &j);
		} else {
			char *bare = name + (name[0] == '[');
			bare[strcspn(bare, "]")] = '\0';
			tell_address(bare, &j);
		}
	}
}
