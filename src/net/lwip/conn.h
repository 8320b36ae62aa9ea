/* conn.h: linnetd's connections over lwIP, shared by net.c and lwIP's callbacks.
 *
 * Every call and every field is under lwIP's core lock.
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
	CONN_WAITING, /* established; queued at a listener until it is accepted */
	CONN_OPEN,    /* accepted: linnetd knows its number */
	CONN_DYING,   /* closed by linnetd; data is still unacknowledged */
};

struct lwip_conn {
	struct tcp_pcb *pcb; /* NULL once the pcb is freed or detached */
	uint8_t state;
	bool at_end;    /* the peer has closed */
	bool lost;      /* reset, or timed out */
	bool stopped;   /* linnetd reads no more: input is discarded */
	bool shut;      /* linnetd sends no more: a FIN follows the data in the ring */
	bool end_sent;  /* the FIN has been handed to lwIP */
	bool receiving; /* a thread waits for input */
	uint32_t
		patience_ms; /* how long sent data may stay unacknowledged (net_keep_alive); 0: for ever */
	short watched;       /* events that the main thread waits for: NET_READ, NET_WRITE */
	int next;            /* next in the free list, or in a listener's queue; -1: the last */
	uint16_t in_first, in_count;
	uint16_t out_first, out_count; /* data that the peer has not acknowledged */
	uint16_t out_given;            /* the part of out_count that has been handed to lwIP */
	sys_sem_t input;
	char in[LWIP_RECEIVE_BYTES], out[LWIP_SEND_BYTES];
};
extern struct lwip_conn lwip_conns[LWIP_CONNS];

/* Listener i has the number LWIP_CONNS + i, after those of the connections. */
struct lwip_listener {
	struct tcp_pcb *pcb; /* NULL: there is none */
	int first, last;     /* queue of connections to be accepted; -1: empty */
};
extern struct lwip_listener lwip_listeners[LISTENERS];

int conn_number(const struct lwip_conn *c);

/* Puts the connection on the free list. */
void conn_give_back(struct lwip_conn *c);

/* The number of free connections. */
int conn_free_count(void);

/* Detaches the pcb: lwIP calls nothing for it any more, and finishes it alone. */
void conn_let_go(struct lwip_conn *c);

/* Wakes the threads that wait for this event of the connection: NET_READ, NET_WRITE, or both. */
void conn_tell(struct lwip_conn *c, short what);

/* Whether one of the events in `want` (NET_READ, NET_WRITE) is ready. */
bool conn_is_ready(const struct lwip_conn *c, short want);

/* Hands data of the send ring to lwIP, as far as segments are free. Then the FIN, if the connection is shut. */
void conn_push(struct lwip_conn *c);

/* Milliseconds since the last segment from the peer. */
uint32_t conn_silence(const struct tcp_pcb *pcb);

/* Discards the receive ring and opens the window again. */
void conn_throw_away_input(struct lwip_conn *c);

/* Frees a dying connection once the peer has acknowledged all its data. */
void conn_end_if_done(struct lwip_conn *c);

/* lwIP's callback for each new connection at `listener`, a struct lwip_listener. Not ERR_OK: lwIP resets it. */
err_t conn_on_accept(void *listener, struct tcp_pcb *pcb, err_t error);

#endif
