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
#if OUTQ_OWN + OUTQ_LAST + REPLY_RESERVE > OUTQ_RING || OUTQ_HALF + OUTQ_LAST + REPLY_RESERVE > OUTQ_RING
#error "OUTQ_RING must leave room beyond OUTQ_OWN and OUTQ_HALF for REPLY_RESERVE answers and OUTQ_LAST events"
#endif
#if OUTQ_MOST < 2 * OUTQ_SOFT || OUTQ_MOST > 65000
#error "OUTQ_MOST must be at least twice OUTQ_SOFT"
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
	uint64_t charged_ms;  /* clock_ms up to which `waited_ms` counts */
	uint32_t waited_ms;   /* how long it has made others wait, less what it has earned (outq_charge) */
	bool filled;          /* its socket has been full: what that has taken since is what the reader has read */
	bool open;            /* takes messages */
	bool busy;            /* it was above OUTQ_OWN and has not been below OUTQ_LOW since */
	uint8_t wants;        /* the tags that the reader gets: MSG_TIME, MSG_TAGS */
	uint8_t peek_wants;   /* so it was at the last outq_peek ... */
	uint8_t head_wants;   /* ... and when the head message was begun, if a part of it is out */
	uint8_t kind;         /* enum outq_kind */
	uint8_t frame;        /* each message is a WebSocket frame, without its CR LF: the first byte; 0: it is not */
	uint16_t peeked;      /* whole messages that the last outq_peek gave ... */
	uint16_t peek_bytes;  /* ... and their bytes; 0: it gave others, too, or more than this can tell */
};
extern struct outq outqs[CLIENTS];

/* Starts an empty queue for a new client. */
void outq_open(int slot, uint64_t now_ms);

/* Lets go of all messages, and takes no more. Not while a flusher is writing to the slot; nor is outq_drop. */
void outq_close(int slot);

/* Lets go of all messages but one that is partly sent: its end must follow, or the next line would be torn. */
void outq_drop(int slot);

/* Lets go of that one, too: nothing more will be sent. */
void outq_clear(int slot);

/* Puts a message at the end and holds it. False: the ring is full, or OUTQ_MOST blocks wait, or the queue is closed;
 * nothing has changed. */
bool outq_push(int slot, msg_ref m);

/* The same for those of a set whose queues are of that kind, which it takes out of the set. m is MSG_NONE when there is
 * nothing for them. Those for whom the message was lost are added to `refused`: their ring is full, or `lost` says that
 * there was no room to store it; a closed queue needs none. */
void outq_push_set(uint32_t set[SLOT_WORDS], enum outq_kind kind, msg_ref m, bool lost, uint32_t refused[SLOT_WORDS]);

/* The bytes that wait, as at most `most` vectors, in order; returns how many. They stay the queue's, and valid until
 * outq_sent or outq_close; the headers of frames are valid until the next call. */
int outq_peek(int slot, struct span *vecs, int most);

/* The socket took `bytes` of what the last outq_peek gave, at now_ms: lets go of the messages that are out. */
void outq_sent(int slot, size_t bytes, uint64_t now_ms);

/* True when the reader's own answers have to wait: earlier than what others send it. */
bool outq_busy(int slot);

/* The reader makes somebody wait at now_ms: counts the time since it was last charged, if that was so already a moment
 * ago. Returns the total, milliseconds. A reader earns time back by reading, OUTQ_EARN_BYTES for each second, and
 * slowly by itself, one second in OUTQ_FORGIVE seconds. */
uint32_t outq_charge(int slot, uint64_t now_ms);

/* Milliseconds for which the socket has taken nothing of what waits for it; 0 when it may take some. */
uint64_t outq_stalled_ms(int slot, uint64_t now_ms);

/* True when a command's own answers (REPLY_RESERVE messages) surely fit. */
bool outq_has_reserve(int slot);

/* The readers with something to send whose sockets are not known to be full; and those whose sockets are. A reader
 * leaves the first set when a flusher takes it, and the second when its socket takes bytes again. */
extern uint32_t outq_ready[SLOT_WORDS], outq_blocked[SLOT_WORDS];

/* The readers whose queues have been above OUTQ_SOFT or OUTQ_HALF, and not below OUTQ_LOW since: a queue that wavers
 * around its limit would wake its senders for every message. */
extern uint32_t outq_full[SLOT_WORDS];

/* Readers that a message could not be queued for: whoever is in the set is to be closed. */
extern uint32_t outq_overrun[SLOT_WORDS];

#endif
