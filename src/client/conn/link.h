/* link.h: the one connection to the server: lines in, lines out. */
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
	LINK_DOWN, /* lost, closed by the server, or never connected: link_why says which */
};

/* Begins to connect to the first of n addresses, 1 to DIAL_ADDRESSES; the others are tried in turn when it does not
 * answer. */
void link_open(const struct dial_address *addresses, int n, int port);

enum link_state link_state(void);

/* The address that is being tried, or was reached. */
const struct dial_address *link_address(void);

/* Why it is down, in words: a sentence without its subject, such as `Connection refused`; "" when the server closed it
 * in good order. */
const char *link_why(void);

/* What to poll for; the descriptor is -1 when there is nothing, and the time -1 when nothing is due. */
int link_fd(void);
short link_events(void);
int link_timeout(uint64_t now);

/* Does what the poll allows: connects, sends, reads. Call it after every poll. */
void link_turn(short revents, uint64_t now);

/* The next line that came, without its end; valid until the next link_turn. */
enum line_status link_next(char **line, size_t *len);

/* True while the server has sent nothing at all; and words for a server whose first bytes are of another protocol, or
 * NULL. */
bool link_silent(void);
const char *link_foreign(void);

/* When the server was heard last, by clock_ms. */
uint64_t link_heard_at(void);

/* Free bytes on the way out. */
size_t link_room(void);

/* Puts n bytes, whole lines, on their way, or closes the link if there is no room: callers ask link_room first, for
 * what they send of their own will; answers to a server that does not read them may fill it up. */
void link_send(const char *bytes, size_t n);

void link_close(void);

#endif
