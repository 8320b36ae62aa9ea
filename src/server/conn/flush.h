/* flush.h: from the queues to the network. */
#ifndef SERVER_CONN_FLUSH_H
#define SERVER_CONN_FLUSH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "limits.h"

/* Sends all queues; if another thread is the flusher, leaves them to it. Also wakes the main thread when it has been
 * called. Every slot's thread calls this after it has handled its input, and before it waits for anything. Takes the
 * chat lock. */
void flush(void);

/* The main thread's turn as the flusher. True: there is more to send at once. Takes the chat lock. */
bool flush_pump(void);

/* Marks a reader ready whose socket was full and takes bytes again. Main thread, under the chat lock. */
void flush_unblock(int slot);

/* Waits as chat_wait does. When the main thread has been called, wakes it instead and returns at once. Under the chat
 * lock, which is released meanwhile. */
void flush_wait(uint32_t ms);

/* One step of a wait in a slot's thread that still has input to handle. Lines that it has queued must not wait with it:
 * with `flushed` false, as in the first and then every other step, it flushes and returns at once. Otherwise it waits
 * as flush_wait does. Callers check their condition after each step. `people`: the thread is woken for any free block
 * and any change of a reader. The others, which may be many, are woken only when they can surely go on. Under the chat
 * lock, which is released meanwhile. */
void flush_or_wait(bool flushed, bool people, uint32_t ms);

/* The longest single wait before the condition is checked again, milliseconds; wake-ups come earlier. */
#define FLUSH_LOOK_AGAIN_MS 100

/* Drops the slot's queue, except a partly sent message whose end can still follow: at once, or when the current write
 * has ended. Under the chat lock. */
void flush_drop(int slot);

/* slot_close for a peer whose connection is lost; drops its queue. Under the chat lock. */
void flush_break(int slot, const char *reason);

/* slot_close for a reader that does not keep up (SendQ exceeded); drops its queue, so that others have the room at
 * once. Under the chat lock. */
void flush_overrun(int slot);

/* Waits until no flusher is writing to the slot. Under the chat lock, which is released meanwhile. */
void flush_wait_clear(int slot);

/* The vectors of one flush; for the flusher only. */
extern struct span flush_vecs[FLUSH_VECS];

#endif
