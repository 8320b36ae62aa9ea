/* held.h: connections without a slot: those that wait for one, and those that have been refused. */
#ifndef SERVER_CONN_HELD_H
#define SERVER_CONN_HELD_H

#include <stdbool.h>
#include <stdint.h>

#include "limits.h"
#include "net/net.h"

/* In the order in which they give way when all places are taken. */
enum held_state {
	HELD_EMPTY,   /* a place, and no connection */
	HELD_REFUSED, /* it has been told why, and is about to be closed */
	HELD_OWN,     /* it waits until another connection of its address has left, or has registered */
	HELD_ANY,     /* it waits until any slot is free */
};

struct held {
	int conn;
	enum held_state state;
	uint64_t number;   /* rises with each that comes */
	uint64_t since_ms; /* clock_ms when it began to wait, or was refused */
	bool web;          /* it may be a browser */
	struct net_origin from;
};
extern struct held held[HELD];

/* Main thread, not under the chat lock: */

/* Takes a connection that has just come: it gets a slot, or waits for one, or is refused. `web`: in words of HTTP, for
 * it came in by --web. */
void held_take(int conn, const struct net_origin *from, bool web, uint64_t now_ms);

/* Adds what is waited for to events[0 .. n), and returns the new n; looks after everybody, with the same events after
 * net_wait; milliseconds until that is due, or `most`; closes all. */
int held_want(struct net_event *events, int n);
void held_serve(const struct net_event *events, int first, uint64_t now_ms);
int held_patience(uint64_t now_ms, int most);
void held_close(void);

/* A client has registered, which may be what a connection waits for. Any thread, under the chat lock. */
void held_wake(void);

#endif
