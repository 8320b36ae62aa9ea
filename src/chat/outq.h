/* outq.h: what waits for each reader (the sendq). */
#ifndef CHAT_OUTQ_H
#define CHAT_OUTQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bits.h"
#include "base/span.h"
#include "chat/msg.h"

#define SLOT_WORDS BITS_WORDS(CLIENTS) /* a set of slots */

#if (OUTQ_RING & (OUTQ_RING - 1)) != 0 || OUTQ_RING > 32768
#error "OUTQ_RING must be a power of two, at most 32768"
#endif
#if OUTQ_LOW > OUTQ_OWN || OUTQ_OWN > OUTQ_SOFT
#error "OUTQ_LOW, OUTQ_OWN and OUTQ_SOFT must rise in this order"
#endif
#if OUTQ_SOFT + 2 * REPLY_RESERVE > OUTQ_RING
#error "OUTQ_RING must leave room for REPLY_RESERVE answers and as many events beyond OUTQ_SOFT"
#endif

/* How a reader wants its messages. */
enum outq_kind { OUTQ_IRC, OUTQ_PLAIN, OUTQ_KINDS };

/* One reader's queue, by slot. */
struct outq {
	msg_ref ring[OUTQ_RING];
	uint16_t head, count; /* messages: ring[head], and so on around */
	uint16_t sent;        /* bytes of the head message that the socket has taken */
	uint16_t blocks;      /* blocks of all messages in the queue */
	uint64_t moved_ms;    /* clock_ms when the socket last took bytes, or the queue began */
	uint64_t full_ms;     /* clock_ms when it came to be full */
	bool open;            /* takes messages */
	bool full;            /* it was above OUTQ_SOFT and has not been below OUTQ_LOW since */
	bool busy;            /* the same with OUTQ_OWN */
	uint8_t wants;        /* the tags that the reader gets: MSG_TIME, MSG_TAGS */
	uint8_t peek_wants;   /* so it was at the last outq_peek ... */
	uint8_t head_wants;   /* ... and when the head message was begun, if a part of it is out */
	uint8_t kind;         /* enum outq_kind */
};

/* Starts an empty queue for a new client. */
void outq_open(int slot, uint64_t now_ms);

/* Lets go of all messages, and takes no more. Not while a flusher is writing to the slot; nor is outq_drop. */
void outq_close(int slot);

/* Lets go of all messages but one that is partly sent: its end must follow, or the next line would be torn. */
void outq_drop(int slot);

/* Puts a message at the end and holds it. False: the ring is full, or the queue is closed; nothing has changed. */
bool outq_push(int slot, msg_ref m);

/* The bytes that wait, as at most `most` vectors, in order; returns how many. They stay the queue's, and valid until
 * outq_sent or outq_close. */
int outq_peek(int slot, struct span *vecs, int most);

/* The socket took `bytes` of what the last outq_peek gave, at now_ms: lets go of the messages that are out. */
void outq_sent(int slot, size_t bytes, uint64_t now_ms);

/* True when whoever wants to send to this reader has to wait. Stays so until it is below OUTQ_LOW: a queue that
 * wavers around its limit would wake its senders for every message. */
bool outq_full(int slot, uint64_t now_ms);

/* True when the reader's own answers have to wait: earlier than what others send it. */
bool outq_busy(int slot);

/* Milliseconds for which the socket has taken nothing of what waits for it; 0 when it may take some. */
uint64_t outq_stalled_ms(int slot, uint64_t now_ms);

/* True when a command's own answers (REPLY_RESERVE messages) surely fit. */
bool outq_has_reserve(int slot);

/* The readers with something to send whose sockets are not known to be full; and those whose sockets are. A reader
 * leaves the first set when a flusher takes it, and the second when its socket takes bytes again. */
extern uint32_t outq_ready[SLOT_WORDS], outq_blocked[SLOT_WORDS];

#endif
