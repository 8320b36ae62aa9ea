/* backpressure.h: back-pressure: who has to wait, for whom, and for how long. */
#ifndef SERVER_CONN_BACKPRESSURE_H
#define SERVER_CONN_BACKPRESSURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bucket.h"
#include "chat/outq.h"

enum room {
	ROOM_READY,  /* there is room now */
	ROOM_WAITED, /* there is, but the lock was let go meanwhile: look everything up again */
	ROOM_CLOSED, /* the slot that asks is being closed: give up */
};

/* People's pace. */
#define ROOM_PACE ((struct bucket_size){ PACE_RATE, PACE_BURST })

/* Makes sure that the slot's own queue takes REPLY_RESERVE answers and the pool has blocks for them; waits until then.
 * To be called before each command and, by commands that answer much, between the answers. Under the chat lock. */
enum room room_to_answer(int slot);

/* Makes sure that every reader of the set has room for what the slot wants to tell them; a flood waits for that, and
 * people do not (backpressure.c). A reader that has made others wait for too long is closed. Under the chat lock. */
enum room room_for(int slot, const uint32_t set[SLOT_WORDS]);

/* The same for messages of so many blocks together. ROOM_CLOSED also when the pool has not had them for a while: the
 * command cannot be done now. */
enum room room_for_many(int slot, const uint32_t set[SLOT_WORDS], int blocks);

/* The same for what the slot's thread tells one reader, be it another one or the slot itself. Another one is told all
 * of it even when the slot is closed meanwhile. */
enum room room_to_tell(int slot, int reader);

/* Before the slot takes one of the few places that all share (a large input, a message of several lines): waits until
 * its own queue has room, and until it may talk without waiting for others to read. So a place is never kept across a
 * wait for others. False: the slot is being closed. Under the chat lock. */
bool room_to_take_place(int slot);

/* For a slot that is being closed and tells the set that it leaves: there are blocks for that at once, whoever has to
 * be closed for it. Waits only for the flusher, and not for long. Under the chat lock. */
void room_to_leave(const uint32_t set[SLOT_WORDS]);

/* For whoever wakes those that wait: are there people among them? The pool had so many blocks available a moment ago:
 * has it got some since that somebody waits for? Under the chat lock. */
bool room_people_wait(void);
bool room_pool_has_more(int available_before);

/* Closes those that a message could not be queued for (outq_overrun). Under the chat lock. */
void room_close_overrun(void);

#endif
