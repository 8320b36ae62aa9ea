/* conn.h: the connections of linnetd as lwIP sees them, between net.c and lwIP's callbacks.
 *
 * All of it is under lwIP's core lock.
 */
#ifndef NET_LWIP_CONN_H
#define NET_LWIP_CONN_H

#include <stdbool.h>
#include <stdint.h>

#include <lwip/sys.h>
#include <lwip/tcp.h>

#include "limits.h"

enum conn_state {
	CONN_FREE,
	CONN_WAITING, /* established, and at a listener until it is accepted */
	CONN_OPEN,    /* it has a number that linnetd knows */
	CONN_DYING,   /* closed, but its last words are still on their way */
};

struct lwip_conn {
	struct tcp_pcb *pcb; /* NULL once lwIP has let go of it */
	uint8_t state;
	bool at_end;    /* the peer has closed */
	bool lost;      /* reset, or the peer has not answered for long */
	bool stopped;   /* nobody reads it any more: what comes is thrown away */
	bool shut;      /* nothing is added any more: the end follows what is in the ring ... */
	bool end_sent;  /* ... and lwIP has been told of it */
	bool receiving; /* a thread waits for input */
	uint32_t
		patience_ms; /* how long the peer may leave unacknowledged what is sent (net_keep_alive); 0: for ever */
	short watched;       /* what the main thread waits for: NET_READ, NET_WRITE */
	int next;            /* of the free ones, or of those that wait at a listener; -1: the last */
	uint16_t in_first, in_count;
	uint16_t out_first, out_count; /* what the peer has not acknowledged ... */
	uint16_t out_given;            /* ... of which lwIP knows this much */
	sys_sem_t input;
	char in[LWIP_RECEIVE_BYTES], out[LWIP_SEND_BYTES];
};
extern struct lwip_conn lwip_conns[LWIP_CONNS];

/* Listeners have the numbers behind those of the connections. */
struct lwip_listener {
	struct tcp_pcb *pcb; /* NULL: there is none */
	int first, last;     /* who waits to be accepted; -1: nobody */
};
extern struct lwip_listener lwip_listeners[LISTENERS];

int conn_number(const struct lwip_conn *c);

/* It may be another's from now on. */
void conn_give_back(struct lwip_conn *c);

/* How many there are that nobody has. */
int conn_free_count(void);

/* lwIP keeps the rest of the connection's life to itself. */
void conn_let_go(struct lwip_conn *c);

/* Something has changed for those who wait for the connection: NET_READ, NET_WRITE, or both. */
void conn_tell(struct lwip_conn *c, short what);

/* Whether what is wanted of it, NET_READ or NET_WRITE, would go now. */
bool conn_is_ready(const struct lwip_conn *c, short want);

/* Gives lwIP what is in the ring and has room among the segments, and then the end if it is to follow. */
void conn_push(struct lwip_conn *c);

/* Milliseconds since the peer was heard of. */
uint32_t conn_silence(const struct tcp_pcb *pcb);

void conn_throw_away_input(struct lwip_conn *c);

/* Gives back one that is dying, when all it had to say has been heard. */
void conn_end_if_done(struct lwip_conn *c);

/* What lwIP calls with each newcomer at a listener, its struct lwip_listener. */
err_t conn_on_accept(void *listener, struct tcp_pcb *pcb, err_t error);

#endif
