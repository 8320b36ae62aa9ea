/* outq.h: each reader's send queue (sendq). */
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
#if OUTQ_OWN + OUTQ_LAST + REPLY_RESERVE > OUTQ_RING || OUTQ_HALF + OUTQ_LAST + REPLY_RESERVE > OUTQ_RING
#error "OUTQ_RING must leave room beyond OUTQ_OWN and OUTQ_HALF for REPLY_RESERVE answers and OUTQ_LAST events"
#endif
#if OUTQ_MOST < 2 * OUTQ_SOFT || OUTQ_MOST > 65000
#error "OUTQ_MOST must be at least twice OUTQ_SOFT"
#endif

/* The form in which a reader gets its messages. */
enum outq_kind { OUTQ_IRC, OUTQ_PLAIN, OUTQ_KINDS };

/* One reader's queue, by slot. */
struct outq {
	msg_ref ring[OUTQ_RING];
	uint16_t head, count; /* messages: ring[head], and so on around */
	uint16_t sent;        /* bytes of the head message that the socket has taken */
	uint16_t blocks;      /* blocks of all messages in the queue */
	uint64_t moved_ms;    /* clock_ms when the socket last took bytes, or the queue began */
	uint64_t charged_ms;  /* clock_ms up to which `waited_ms` counts */
	uint32_t waited_ms;   /* how long it has made others wait, less what it has earned back (outq_charge) */
	bool filled;          /* its socket has been full: since then, bytes that are sent are bytes read */
	bool open;            /* takes messages */
	bool busy;            /* it was above OUTQ_OWN and has not been below OUTQ_LOW since */
	uint8_t wants;        /* the tags that the reader gets: MSG_TIME, MSG_TAGS */
	uint8_t peek_wants;   /* `wants` at the last outq_peek ... */
	uint8_t head_wants;   /* ... and when the head message was begun, if it is partly sent */
	uint8_t kind;         /* enum outq_kind */
	uint8_t frame;        /* first byte of the WebSocket frame for each message; 0: no frames */
	uint16_t peeked;      /* messages in the queue at the last outq_peek */
	uint16_t peek_bytes;  /* the bytes of all of them; 0: it did not return all, or the sum does not fit */
};
extern struct outq outqs[CLIENTS];

/* Starts an empty queue for a new client. */
void outq_open(int slot, uint64_t now_ms);

/* Empties the queue and closes it. Not while a flusher is writing to the slot; the same holds for outq_drop. */
void outq_close(int slot);

/* Drops all messages but one that is partly sent: its end must follow, or the next line would be torn. */
void outq_drop(int slot);

/* Drops all messages: nothing more will be sent. */
void outq_clear(int slot);

/* Appends a message and holds it. False: the ring is full, OUTQ_MOST blocks wait, or the queue is closed; nothing has
 * changed. */
bool outq_push(int slot, msg_ref m);

/* Appends a message for all readers of one kind, and takes them out of the set. m is MSG_NONE when there is nothing for
 * them. Readers for whom the message is lost are added to `refused`: their ring is full, or `lost` says that there was
 * no room to store it. A closed queue refuses nothing. */
void outq_push_set(uint32_t set[SLOT_WORDS], enum outq_kind kind, msg_ref m, bool lost, uint32_t refused[SLOT_WORDS]);

/* The waiting bytes in order, as vectors behind the first `before` ones, which earlier calls have filled in; returns
 * their number. There is room for `most` vectors in all, FLUSH_VECS at most. The queue still owns the bytes. They are
 * valid until outq_sent or outq_close; the headers of frames are valid until a call with before = 0. */
int outq_peek(int slot, struct span *vecs, int before, int most);

/* At now_ms the socket took `bytes` of the last outq_peek: lets go of the messages that are sent. True: that was all
 * that the queue had then. False: it may have had more. */
bool outq_sent(int slot, size_t bytes, uint64_t now_ms);

/* True when the reader's own commands have to wait. This comes earlier than outq_full, which stops other senders. */
bool outq_busy(int slot);

/* Charges the reader, which makes somebody wait at now_ms, for the time since the last charge, if that is at most
 * OUTQ_CHARGE_MS. Returns the total, milliseconds. A reader earns time back by reading, one second per OUTQ_EARN_BYTES,
 * and slowly by itself, one second in OUTQ_FORGIVE seconds. */
uint32_t outq_charge(int slot, uint64_t now_ms);

/* Milliseconds for which the full socket has taken no bytes; 0 when it is not full. */
uint64_t outq_stalled_ms(int slot, uint64_t now_ms);

/* True when the ring has room for a command's replies (REPLY_RESERVE messages). */
bool outq_has_reserve(int slot);

/* outq_ready: readers with bytes to send whose sockets are not known to be full. A reader leaves the set when a flusher
 * takes it. outq_blocked: readers whose sockets are full. A reader leaves the set when its socket takes bytes again. */
extern uint32_t outq_ready[SLOT_WORDS], outq_blocked[SLOT_WORDS];

/* The readers whose queues have been above OUTQ_SOFT or OUTQ_HALF, and not below OUTQ_LOW since: a queue that wavers
 * around its limit would wake its senders for every message. */
extern uint32_t outq_full[SLOT_WORDS];

/* Readers that a message could not be queued for. They are to be closed. */
extern uint32_t outq_overrun[SLOT_WORDS];

#endif
