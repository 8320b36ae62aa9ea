/* slot.h: a slot: one client's connection, thread and input buffer. */
#ifndef SERVER_CONN_SLOT_H
#define SERVER_CONN_SLOT_H

#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bucket.h"
#include "chat/labeled.h"
#include "chat/outq.h"
#include "irc/line.h"
#include "limits.h"
#include "net/net.h"
#include "patience.h"
#include "server/conn/protocol_state.h"
#include "server/protocol/protocol.h"
#include "server/transport/transport.h"

#if INPUT_BYTES < LINE_HEADROOM + LINE_MAX_BYTES + 256
#error "INPUT_BYTES must hold a line, LINE_HEADROOM, and some more to read ahead: at least 776"
#endif

/* Bytes at the end of an input buffer that are never read into: for the protocol (protocol->take). */
#define SLOT_SPARE 1

/* People's pace (backpressure.c, rule 3). */
#define SLOT_PACE ((struct bucket_size){ PACE_RATE, PACE_BURST })

enum slot_state {
	SLOT_FREE,
	SLOT_OPEN,    /* its thread reads and runs commands */
	SLOT_CLOSING, /* its thread sends the last line; it takes no more messages */
};

/* All under the chat lock, except `input` and `in`, which belong to the slot's thread. While the slot is open, index,
 * conn, origin and transport do not change; protocol changes only when the client's input selects another one. */
struct slot {
	int index;             /* the slot's number, by which users, queues and sets know it */
	_Atomic uint8_t state; /* enum slot_state; changed under the lock, which its thread does not need to read it */
	sem_t go;              /* posted when the slot gets a connection */

	/* From here to `in` is what belongs to one connection: slot_open sets all of it to 0 first. */
	int conn;
	int origin;            /* the entry of its address (server/conn/origin.h) */
	bool broken;           /* the connection is lost: nothing can be sent */
	bool stranger;         /* has never registered */
	bool evicted;          /* makes room for a waiting connection: its end must not take long */
	bool web;              /* it came to a listener for browsers, and nobody has pressed Enter there */
	bool silent;           /* gets no last line: the peer does not speak IRC, or has its reply */
	uint8_t label_len;     /* bytes of the label for the last line, which is in `input`; 0: none */
	bool waiting;          /* its thread waits for room, and so does not read */
	bool pinged;           /* a PING has not been answered */
	bool hinted;           /* the hint to type a name has been sent */
	bool capping;          /* CAP negotiation has begun before registration (LS or REQ), and has not ended */
	bool capped;           /* CAP END has come */
	bool cap_302;          /* it knows CAP version 302 */
	bool password_ok;
	bool named;        /* it has a new nick that has not been logged */
	bool writing;      /* the flusher is writing to it, outside the lock */
	bool drop_written; /* its queue is to be dropped once that has ended */
	const struct transport *transport;
	const struct protocol *protocol; /* protocol_detect until the first bytes have come */
	uint64_t doubted_ms;          /* clock_ms when its connection came into doubt (alive.h); 0: no doubt */
	uint64_t opened_ms, heard_ms; /* clock_ms of its start, and of its last input */
	struct bucket flood;          /* flood control: commands */
	struct bucket pace;          /* people's pace: lines to others without waiting for them (backpressure.c) */
	bool keeps_place;            /* holds a shared place, and so waits for no other reader */
	uint32_t turn;               /* its turn for a password check, lowest first (guess.h); 0: it does not wait */
	uint32_t refused_batch;      /* name_hash of a batch whose further lines are ignored; 0: none */
	struct answer answer;        /* the response to the command that is running */
	union {
		struct plain_target target; /* plain mode: the target of typed text */
		struct websocket websocket; /* WebSocket: the parser's state */
	};
	union {
		char reason[REASON_MAX + 1];         /* SLOT_CLOSING: the reason for which it is closed */
		struct http_request http;            /* HTTP: the request */
		char control[WEBSOCKET_CONTROL_MAX]; /* WebSocket: a control frame's payload */
	};
	struct line_in in;
	char input[INPUT_BYTES]; /* the buffer of `in`, unless it has a large one (server/conn/large_input.h) */
};
extern struct slot slots[CLIENTS];

/* The number of a free slot below `most`, or -1. Under the chat lock. */
int slot_find_free(int most);

/* Gives a connection to a free slot, whose thread begins to read it. `web`: it may be a browser, so it gets no hint to
 * type a name. Main thread, under the chat lock. */
void slot_open(int index, int conn, const struct net_origin *from, bool web);

/* Closes a slot, from any thread. The reason goes to its user and their peers; the first reason counts. The slot's
 * thread does the rest soon. Under the chat lock. */
void slot_close(int index, const char *reason);

/* Wakes the threads of closing slots that wait for input. Main thread; takes the chat lock. */
void slots_wake_closing(void);

/* Notifies the slot's protocol that its user's rights may have changed; plain mode tells the user. Under the chat
 * lock. */
void slot_changed(int index);

/* Frees the slot after its connection has been closed. The slot's thread, under the chat lock. */
void slot_free(struct slot *s);

/* Closes all slots because linnetd stops; their last lines get less time. Under the chat lock. */
void slots_stop(void);

/* True after slots_stop. */
bool slots_stopping(void);

/* Slots that are not free. Under the chat lock. */
int slots_busy(void);

#endif
