/* listener.c: the listening sockets.
 *
 * Owns the listeners; main thread only. held.c and places.c decide what happens
 * to a new connection. At most ACCEPTS connections are taken from a listener in
 * one turn, so that a rush does not delay the clients that are in.
 */
#include "server/conn/listener.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "base/print.h"
#include "net/net.h"
#include "server/config/join.h"
#include "server/config/settings.h"
#include "server/conn/held.h"

static struct listener {
	int conn;
	bool web; /* for browsers */
} listeners[LISTENERS];
static int listener_count;
/* clock_ms of the next attempt, and of the next log line, after accept has failed for want of resources. */
static uint64_t paused_until, quiet_until;

#define PAUSE_MS 200
#define QUIET_MS 10000
#define ACCEPTS 16 /* connections per listener and turn */

int listeners_open(void)
{
	for (int i = 0; i < settings.listens; i++) {
		const char *address = settings.listen[i].address, *where = *address != '\0' ? address : "any address";
		bool web = settings.listen[i].web;
		char name[HOST_MAX + 16] = "";
		int conn = net_listen(address, settings.listen[i].port);
		if (conn < 0 && web && errno == EADDRINUSE) {
			/* Another web server has the port, as on many routers: start the chat without the page. */
			log_warn("cannot listen on %s port %d, so there is no web page: give --web another port",
			         where, settings.listen[i].port);
			continue;
		}
		if (conn < 0) {
			log_error("cannot listen on %s port %d", where, settings.listen[i].port);
			return -1;
		}
		listeners[listener_count++] = (struct listener){ conn, web };
		net_listener_name(conn, name, sizeof name);
		log_info("listening on %s", name);
	}
	return 0;
}

void listeners_close(void)
{
	for (int i = 0; i < listener_count; i++)
		net_close(listeners[i].conn);
	listener_count = 0;
	held_close();
}

int listeners_want(struct net_event *events, int n, uint64_t now_ms)
{
	bool paused = now_ms < paused_until;

	for (int i = 0; i < listener_count; i++)
		events[n++] = (struct net_event){ .conn = paused ? -1 : listeners[i].conn, .want = NET_READ };
	return held_want(events, n);
}

int listeners_patience(uint64_t now_ms, int most)
{
	if (now_ms < paused_until && (int)(paused_until - now_ms) < most)
		most = (int)(paused_until - now_ms);
	return held_patience(now_ms, most);
}

/* Accepts a listener's pending connections, ACCEPTS at most. */
static void accept_all(int listener, bool web, uint64_t now_ms)
{
	for (int i = 0; i < ACCEPTS; i++) {
		struct net_origin from;
		int conn = net_accept(listener, &from);
		if (conn < 0) {
			if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
				if (now_ms >= quiet_until) {
					log_warn("cannot accept a connection just now");
					quiet_until = now_ms + QUIET_MS;
				}
				paused_until = now_ms + PAUSE_MS;
			}
			return; /* EAGAIN: none is left; ECONNABORTED and the like: the peer has given up */
		}
		/* A host must not look like a trailing parameter (Modern IRC, "Parameters"): ::1 becomes 0::1. */
		if (from.text[0] == ':') {
			memmove(from.text + 1, from.text, sizeof from.text - 1);
			from.text[0] = '0';
		}
		held_take(conn, &from, web, now_ms);
	}
}

void listeners_serve(const struct net_event *events, int first, uint64_t now_ms)
{
	held_serve(events, first + listener_count, now_ms);
	for (int i = 0; i < listener_count; i++)
		if (events[first + i].ready)
			accept_all(listeners[i].conn, listeners[i].web, now_ms);
}

/* Cuts the port off a listener's name, and returns it. */
static int cut_port(char *name)
{
	char *colon = strrchr(name, ':');
	int port = 0;

	for (const char *p = colon + 1; *p != '\0'; p++)
		port = port * 10 + (*p - '0');
	*colon = '\0';
	return port;
}

int listeners_public_port(bool web)
{
	char name[HOST_MAX + 16];

	for (int i = 0; i < listener_count; i++) {
		int port;
		net_listener_name(listeners[i].conn, name, sizeof name);
		port = cut_port(name);
		if (listeners[i].web == web && strncmp(name, "127.", 4) != 0 && strcmp(name, "[::1]") != 0)
			return port;
	}
	return 0;
}

struct telling {
	int port;
	bool web;
	int result; /* -1: nobody reads standard output any more */
};

static void tell_address(const char *address, void *telling)
{
	struct telling *t = telling;

	if (t->result == 0)
		t->result = (t->web ? join_tell_web : join_tell)(address, t->port);
}

/* Prints the addresses at which users can join by a listener. */
static void tell(int listener, struct telling *t)
{
	char name[HOST_MAX + 16], *bare;

	net_listener_name(listener, name, sizeof name);
	t->port = cut_port(name);
	if (strcmp(name, "[::]") == 0 || strcmp(name, "0.0.0.0") == 0) {
		net_addresses(tell_address, t);
		return;
	}
	bare = name + (name[0] == '[');
	bare[strcspn(bare, "]")] = '\0';
	tell_address(bare, t);
}

void listeners_tell_how_to_join(const char *program)
{
	static const char heading[] = "Join from this LAN (with nc, then type your name):\n";
	struct telling t = { .web = true, .result = print_if_read(heading, sizeof heading - 1) };

	for (int turn = 0; turn < 2; turn++, t.web = false) /* the web page first: it needs no client */
		for (int i = 0; i < listener_count; i++)
			if (listeners[i].web == t.web)
				tell(listeners[i].conn, &t);
	if (t.result == 0)
		t.result = join_tell_client(program);
	if (t.result < 0)
		log_info("nobody reads standard output: how to join is not printed");
}
