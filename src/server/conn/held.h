/* held.h: connections without a slot: those that wait for one, and those that have been refused. */
#ifndef SERVER_CONN_HELD_H
#define SERVER_CONN_HELD_H

#include <stdbool.h>
#include <stdint.h>

#include "limits.h"
#include "net/net.h"

/* In the order in which they give way when all places are taken. */
enum held_state {
	HELD_EMPTY,   /* no connection */
	HELD_REFUSED, /* it has been sent the reason, and will be closed */
	HELD_OWN,     /* it waits until another connection of its address leaves or registers */
	HELD_ANY,     /* it waits until any slot is free */
};

struct held {
	int conn;
	enum held_state state;
	uint64_t number;   /* rises with each new connection */
	uint64_t since_ms; /* clock_ms when it began to wait, or was refused */
	bool web;          /* it may be a browser */
	struct net_origin from;
};
extern struct held held[HELD];

/* Main thread, not under the chat lock: */

/* Takes a new connection: it gets a slot, waits for one, or is refused. `web`: it came in by --web, and a refusal is an
 * HTTP response. */
void held_take(int conn, const struct net_origin *from, bool web, uint64_t now_ms);

/* Adds the events of held connections to events[0 .. n), and returns the new n. */
int held_want(struct net_event *events, int n);

/* Serves all held connections, with the same events after net_wait; `first`: where held_want began. */
void held_serve(const struct net_event *events, int first, uint64_t now_ms);

/* Milliseconds until held_serve is due, at most `most`. */
int held_patience(uint64_t now_ms, int most);

/* Refuses and closes all. */
void held_close(void);

/* Wakes the main thread if a connection may be waiting for a client of its address to register, which one has. Any
 * thread, under the chat lock. */
void held_wake(void);

#endif
