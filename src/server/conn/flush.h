/* flush.h: from the queues to the network. */
#ifndef SERVER_CONN_FLUSH_H
#define SERVER_CONN_FLUSH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "limits.h"

/* Sends what waits for all readers, if no other thread is doing so; that one then sends it. Also wakes the main
 * thread when it is needed. To be called by every slot's thread after it has handled what it had received, and before
 * it waits for anything. Takes the chat lock. */
void flush(void);

/* The main thread's turn: sends a while, and returns true when there is more to send at once. Takes the chat lock. */
bool flush_pump(void);

/* A socket that was full takes bytes again. Main thread, under the chat lock. */
void flush_unblock(int slot);

/* Waits as chat_wait does; but when the main thread has been called, wakes that instead, and returns at once. */
void flush_wait(uint32_t ms);

/* A slot's thread waits in the midst of what it has received. What it has queued must not wait with it: the first time,
 * with `flushed` false, it sends that and returns at once; every other time it waits as flush_wait does. Callers look
 * again each time at what they wait for. `people`: any block, and any news of a reader, may be what it waits for; all
 * others, who may be many, are woken only for what surely lets them go on. Under the chat lock, which it lets go of
 * meanwhile. */
void flush_or_wait(bool flushed, bool people, uint32_t ms);

/* How long one wait lasts before everything is looked at again; wake-ups come earlier. */
#define FLUSH_LOOK_AGAIN_MS 100

/* Drops what waits for the slot, but for a message that is partly sent and whose end can still follow: at once, or when
 * the write that is under way has ended. Under the chat lock. */
void flush_drop(int slot);

/* slot_close for a peer whose connection is lost: what waits for it is dropped. */
void flush_break(int slot, const char *reason);

/* slot_close for a reader that does not keep up (SendQ exceeded): what waits for it is dropped, so that others have the
 * room at once. */
void flush_overrun(int slot);

/* Waits until no flusher is writing to the slot. Under the chat lock, which it lets go of meanwhile. */
void flush_wait_clear(int slot);

/* Vectors of one flush: the flusher's alone. */
extern struct span flush_vecs[FLUSH_VECS];

#endif
