/* slot.h: one client's place: its connection, its thread, its input. */
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

/* The end of a slot's input, and of a large one, that is never read into: the protocol needs it (protocol->take). */
#define SLOT_SPARE 1

/* People's pace. */
#define SLOT_PACE ((struct bucket_size){ PACE_RATE, PACE_BURST })

enum slot_state {
	SLOT_FREE,
	SLOT_OPEN,    /* its thread reads and runs commands */
	SLOT_CLOSING, /* its thread says goodbye; it takes no messages any more */
};

/* Everything but `input` and `in` is under the chat lock; those are the thread's own. index, conn, origin,
 * transport and protocol do not change while the slot is open, but for protocol, when the first bytes have told. */
struct slot {
	int index; /* which one: the number that users, queues and sets know it by */
	int conn;
	int origin;            /* the entry of its address (server/conn/origin.h) */
	_Atomic uint8_t state; /* enum slot_state; changed under the lock, and read by its thread without it too */
	bool broken;           /* the connection is lost: nothing can be sent */
	bool stranger;         /* has never been registered */
	bool evicted;          /* it makes room for somebody who waits: its end must not take long */
	bool silent;           /* no last word: the peer did not speak IRC */
	uint8_t label_len;     /* the last word has a label of so many bytes, which stand in `input`; 0: none */
	bool waiting;          /* its thread waits for room, and so does not read */
	bool pinged;           /* a PING is out */
	bool hinted;           /* has been told to type a name */
	bool capping;          /* CAP LS or REQ has come before registration, and CAP END has not */
	bool capped;           /* CAP END has come */
	bool cap_302;          /* it knows CAP version 302 */
	bool password_ok;
	bool named; /* it has a new nick, which the log has not been told of */
	const struct transport *transport;
	const struct protocol *protocol; /* protocol_detect until the first bytes have told */
	uint64_t doubted_ms;          /* clock_ms when it came to be asked whether it lives (alive.h); 0: it has not */
	uint64_t opened_ms, heard_ms; /* clock_ms when it came, and when it last sent something */
	struct bucket flood;          /* flood control: commands that it may give now */
	struct bucket pace;          /* lines that it may say now without waiting for others to read (backpressure.h) */
	bool keeps_place;            /* it has a place that others want, and so waits for no third */
	sem_t go;                    /* posted when the slot is handed a connection */
	uint32_t turn;               /* it waits to have a password looked at, the lowest first (guess.h); 0: no */
	uint32_t refused_batch;      /* name_hash of a batch whose rest is passed over; 0: none */
	struct answer answer;        /* to the command that its thread is running */
	union {
		struct plain_target target; /* plain mode: where text goes */
		struct websocket websocket; /* what has come of a frame */
	};
	union {
		char reason[REASON_MAX + 1];         /* why it is closed, once it is closing; before: */
		struct http_request http;            /* HTTP: what has been asked for */
		char control[WEBSOCKET_CONTROL_MAX]; /* WebSocket: what has come of a control frame's payload */
	};
	struct line_in in;
	char input[INPUT_BYTES]; /* or `in` is in a large buffer (server/conn/large_input.h) */
};
extern struct slot slots[CLIENTS];

/* A free slot's number, or -1; one below `most`. Under the chat lock. */
int slot_find_free(int most);

/* Hands a connection to a free slot, whose thread begins to read it. `web`: it may be a browser, which would not
 * understand the words that are said to whoever is silent. Main thread, under the chat lock. */
void slot_open(int index, int conn, const struct net_origin *from, bool web);

/* Closes a slot from any thread, for a reason that its user and their peers are told; the first reason counts. Its own
 * thread does the work, soon. Under the chat lock. */
void slot_close(int index, const char *reason);

/* The main thread's part of it: wakes the threads of closing slots that wait for input. Takes the chat lock. */
void slots_wake_closing(void);

/* What its user may do may have changed: a person in plain mode is told (struct protocol). Under the chat lock. */
void slot_changed(int index);

/* Its connection has been closed: the slot is free for the next one. Its own thread, under the chat lock. */
void slot_free(struct slot *s);

/* linnetd stops: every slot is closed, and what is said last has less time. Under the chat lock. */
void slots_stop(void);
bool slots_stopping(void);

/* Slots that are not free. Under the chat lock. */
int slots_busy(void);

#endif
