/* room.h: back-pressure: who has to wait, for whom, and for how long. */
#ifndef SERVER_ROOM_H
#define SERVER_ROOM_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/outq.h"

enum room {
	ROOM_READY,  /* there is room now */
	ROOM_WAITED, /* there is, but the lock was let go meanwhile: look everything up again */
	ROOM_CLOSED, /* the slot that asks is being closed: give up */
};

/* Makes sure that the slot's own queue takes REPLY_RESERVE answers and the pool has blocks for them; waits until then.
 * To be called before each command and, by commands that answer much, between the answers. Under the chat lock. */
enum room room_to_answer(int slot);

/* Makes sure that every reader of the set has room for what the slot wants to tell them; waits until then. A reader
 * that has taken nothing for STALL_MS, or does not get below OUTQ_LOW in DRAIN_MS, is closed instead. Under the chat
 * lock. */
enum room room_for(int slot, const uint32_t set[SLOT_WORDS]);

/* The same for messages of so many blocks together. ROOM_CLOSED also when the pool has not had them for a while: the
 * command cannot be done now. */
enum room room_for_many(int slot, const uint32_t set[SLOT_WORDS], int blocks);

/* The same for what the slot's thread tells one reader, be it another one or the slot itself. Another one is told all
 * of it even when the slot is closed meanwhile. */
enum room room_to_tell(int slot, int reader);

/* The same for a slot that is being closed and tells the set that it leaves: it waits as others do, so that many who
 * leave at once do not overrun those who stay. */
void room_to_leave(int slot, const uint32_t set[SLOT_WORDS]);

/* Lets `ms` milliseconds pass, or less when the slot is closed. Under the chat lock, which it lets go of meanwhile. */
void room_pause(int slot, uint32_t ms);

/* Closes those that a message could not be queued for (event_overrun). Under the chat lock. */
void room_close_overrun(void);

#endif
