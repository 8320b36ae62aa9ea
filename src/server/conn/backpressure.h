/* backpressure.h: back-pressure: who has to wait, for whom, and for how long. */
#ifndef SERVER_CONN_BACKPRESSURE_H
#define SERVER_CONN_BACKPRESSURE_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/outq.h"

enum backpressure {
	BACKPRESSURE_NONE,   /* there is room now */
	BACKPRESSURE_WAITED, /* there is, but the lock was let go meanwhile: look everything up again */
	BACKPRESSURE_CLOSED, /* the slot that asks is being closed: give up */
};

/* Makes sure that the slot's own queue takes REPLY_RESERVE answers and the pool has blocks for them; waits until then.
 * To be called before each command and, by commands that answer much, between the answers. Under the chat lock. */
enum backpressure backpressure_wait_to_answer(int slot);

/* Makes sure that every reader of the set has room for what the slot wants to tell them; a flood waits for that, and
 * people do not (backpressure.c). A reader that has made others wait for too long is closed. Under the chat lock. */
enum backpressure backpressure_wait_for(int slot, const uint32_t set[SLOT_WORDS]);

/* The same for messages of so many blocks together. BACKPRESSURE_CLOSED also when the pool has not had them for a
 * while: the command cannot be done now. */
enum backpressure backpressure_wait_for_many(int slot, const uint32_t set[SLOT_WORDS], int blocks);

/* The same for what the slot's thread tells one reader, be it another one or the slot itself. Another one is told all
 * of it even when the slot is closed meanwhile. */
enum backpressure backpressure_wait_to_tell(int slot, int reader);

/* Before the slot takes one of the few places that all share (a large input, a message of several lines): waits until
 * its own queue has room, and until it may talk without waiting for others to read. So a place is never kept across a
 * wait for others. False: the slot is being closed. Under the chat lock. */
bool backpressure_wait_for_place(int slot);

/* For a slot that is being closed and tells the set that it leaves: there are blocks for that at once, whoever has to
 * be closed for it. Waits only for the flusher, and not for long. Under the chat lock. */
void backpressure_wait_to_leave(const uint32_t set[SLOT_WORDS]);

/* Closes those that a message could not be queued for (outq_overrun). Under the chat lock. */
void backpressure_close_overrun(void);

#endif
