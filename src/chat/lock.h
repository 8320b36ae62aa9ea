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
 *  4. A function that needs it says so with ASSERT_CHAT_LOCKED() on top. What
 *     such a function returns a pointer to may be gone once the lock has been
 *     let go: after anything that may wait, look it up again. Slot and channel
 *     numbers stay valid as numbers; what stands behind them may have changed.
 *  5. What one thread owns alone needs no lock: a slot's input buffer is its
 *     thread's, the poll set is the main thread's, and the vectors of a flush
 *     belong to whoever is the flusher.
 *  6. A descriptor is closed by its slot's thread, after it has made sure
 *     under the lock that no flusher is writing to it, and has taken it out of
 *     its slot. Only the main thread opens descriptors, so a number that it has
 *     read from a slot under the lock is that slot's, or is nobody's.
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

/* Lets go of the lock until chat_wake is called or `ms` milliseconds are over, then holds it again. May also return
 * early: look whether what was waited for is so. */
void chat_wait(uint32_t ms);

/* Lets everyone go on who is in chat_wait; cheap when nobody is. */
void chat_wake(void);

#endif
