/* backpressure.h: back-pressure: which client waits, for which reader, and for how long. */
#ifndef SERVER_CONN_BACKPRESSURE_H
#define SERVER_CONN_BACKPRESSURE_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/outq.h"

enum backpressure {
	BACKPRESSURE_NONE,   /* there is room now */
	BACKPRESSURE_WAITED, /* there is room, but the lock was released meanwhile: look everything up again */
	BACKPRESSURE_CLOSED, /* the slot that asks is being closed: give up */
};

/* Waits until the slot's own queue has room for REPLY_RESERVE replies and the pool has blocks for them. Called before
 * each command and, by commands with long responses, between the replies. Under the chat lock. */
enum backpressure backpressure_wait_to_answer(int slot);

/* Waits until every reader of the set has room for a message of the slot. A flood waits for that; people do not
 * (backpressure.c). A reader that has made others wait for too long is closed. Under the chat lock. */
enum backpressure backpressure_wait_for(int slot, const uint32_t set[SLOT_WORDS]);

/* The same for messages of so many blocks in all. BACKPRESSURE_CLOSED also after POOL_WAIT_MS without that many free
 * blocks: the command fails. */
enum backpressure backpressure_wait_for_many(int slot, const uint32_t set[SLOT_WORDS], int blocks);

/* The same for one reader, which may be the slot itself. Another reader gets the whole message even when the slot is
 * closed meanwhile. */
enum backpressure backpressure_wait_to_tell(int slot, int reader);

/* Waits before the slot takes one of the few shared places (a large input, a multiline message), until its own queue
 * has room and it may send without waiting for other readers. So no place is held across a wait for others. False: the
 * slot is being closed. Under the chat lock. */
bool backpressure_wait_for_place(int slot);

/* Makes sure at once that there are blocks for the line by which a closing slot leaves the set, by closing others if
 * need be. Waits only for the flusher, LEAVE_MS at most. Under the chat lock. */
void backpressure_wait_to_leave(const uint32_t set[SLOT_WORDS]);

/* Closes the readers that a message could not be queued for (outq_overrun). Under the chat lock. */
void backpressure_close_overrun(void);

#endif
