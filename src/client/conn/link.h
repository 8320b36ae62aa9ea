/* link.h: the TCP connection to the server: lines in, lines out. */
#ifndef CLIENT_CONN_LINK_H
#define CLIENT_CONN_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "irc/line.h"
#include "net/dial.h"

enum link_state {
	LINK_NONE, /* before link_open */
	LINK_CONNECTING,
	LINK_UP,
	LINK_DOWN, /* lost, closed by the server, or never up: see link_why */
};

/* Begins to connect to the first of n addresses, 1 to DIAL_ADDRESSES. The others are tried in turn when one does not
 * answer. */
void link_open(const struct dial_address *addresses, int n, int port);

enum link_state link_state(void);

/* The address being tried, or the one connected to. */
const struct dial_address *link_address(void);

/* The reason for LINK_DOWN: a phrase such as `Connection refused`, or "" when the server closed the connection
 * cleanly. */
const char *link_why(void);

/* The link's entry in the poll set. The descriptor is -1 when there is none. */
int link_fd(void);
short link_events(void);
/* Milliseconds until the next timeout, or -1. */
int link_timeout(uint64_t now);

/* Acts on the poll's result: connects, sends, reads. Call it after every poll. */
void link_turn(short revents, uint64_t now);

/* The next received line, without its line end. Valid until the next link_turn. */
enum line_status link_next(char **line, size_t *len);

/* True while the server has not sent anything. */
bool link_silent(void);
/* An error text when the server's first bytes belong to another protocol, or NULL. */
const char *link_foreign(void);

/* The time at which the server last sent something, by clock_ms. */
uint64_t link_heard_at(void);

/* Free bytes in the send buffer. */
size_t link_room(void);

/* Queues n bytes of whole lines; closes the link if the send buffer is full. Callers check link_room first for whatever
 * they send on their own initiative. Replies are not checked: a server that does not read them may fill the buffer. */
void link_send(const char *bytes, size_t n);

void link_close(void);

#endif
