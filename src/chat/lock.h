/* lock.h: the chat lock, and every rule about it.
 *
 *  1. One lock guards all shared state: what is listed in chat/objects.h, and
 *     what the comments of server/ name as "under the chat lock".
 *  2. No system call is made and nothing is waited for while it is held, so
 *     nothing is logged either; reading the clock alone is allowed, for it
 *     never waits. Waiting is chat_wait(), which lets go of the lock.
 *  3. It is taken by chat_lock(), never twice, and no other lock is ever taken
 *     under it or around it: there is no other lock in linnetd but the log's
 *     own (server/system/logger.c), which is held only to copy a line.
 *  4. A function that needs the lock begins with ASSERT_CHAT_LOCKED(). A
 *     pointer that it returns is valid only while the lock is held: after
 *     anything that may wait, look it up again. Slot and channel numbers stay
 *     valid; the user or channel behind a number may have changed.
 *  5. Data that belongs to one thread needs no lock: a slot's input buffer
 *     belongs to its thread, the poll set to the main thread, the vectors of a
 *     flush to the current flusher.
 *  6. Only a slot's own thread closes the slot's descriptor. First, under the
 *     lock, it waits until no flusher is writing to it and takes it out of the
 *     slot. Only the main thread opens descriptors. So a descriptor that the
 *     main thread has read from a slot under the lock is still that slot's, or
 *     closed; it never belongs to another connection.
 */
#ifndef CHAT_LOCK_H
#define CHAT_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

/* Before any other call, by the main thread alone. */
void chat_lock_init(void);

void chat_lock(void);
void chat_unlock(void);

/* True while this thread holds the lock. Written by lock.c alone. */
extern _Thread_local bool chat_locked;

/* On top of each function that needs the lock (rule 4). Inline: a message passes some fifty of them. */
#define ASSERT_CHAT_LOCKED() (chat_locked ? (void)0 : chat_not_locked(__FILE__, __LINE__))
_Noreturn void chat_not_locked(const char *file, int line);

/* Releases the lock until chat_wake is called or `ms` milliseconds are over, then takes it again. May return early
 * (spurious wake-up): check the condition again. */
void chat_wait(uint32_t ms);

/* Wakes all waiters; cheap when there are none. */
void chat_wake(void);

/* True when there is a waiter. None comes while the lock is held. */
bool chat_has_waiters(void);

#endif
