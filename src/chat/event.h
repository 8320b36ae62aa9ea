/* event.h: one line on its way to its readers. */
#ifndef CHAT_EVENT_H
#define CHAT_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "irc/format.h"

/* Lines being written: there is one event at a time, so each of these exists once for the whole server. */
enum {
	EVENT_IRC,     /* the line as IRC */
	EVENT_SCRATCH, /* a copy, to be taken apart */
	EVENT_PLAIN,   /* the line for plain readers */
	EVENT_LIST,    /* a list that becomes the end of a line; not event.c's, but for whoever answers */
	EVENT_LINES
};
struct event_line {
	char text[2 * LINE_MAX_BYTES];
};

/* The time that events and answers carry until the next call. wall_ms: milliseconds since 1970 UTC. */
void event_set_time(uint64_t now_ms, uint64_t wall_ms);
uint64_t event_now_ms(void);
uint64_t event_wall_ms(void);

/* Begins a line: append it to the buffer that is returned (tags are in it already), without CR LF. It is cut to
 * LINE_MAX_BYTES. Ends what was begun before. */
struct buf *event_begin(void);

/* The same with the user's source in front: `:nick!name@host `. */
struct buf *event_from(int slot);

/* Queues the line for one reader, or for each of a set. It is stored once for each kind of reader, however many there
 * are. A reader whose ring is full is marked for closing (event_overrun), never passed over silently. */
void event_to(int slot);
void event_to_set(const uint32_t set[SLOT_WORDS]);

/* Keeps the line as the channel's newest history. */
void event_keep(int channel);

/* The line is done with. */
void event_end(void);

/* Queues a message of history for one reader, in the form that reader wants. */
void event_again(int slot, msg_ref m);

/* Blocks that a command may take: free ones, and those that history would give. Takes from history until `need` are
 * free; false when that does not suffice. */
bool event_reserve(int need);

/* Readers that a message could not be queued for: whoever is in the set is to be closed. */
extern uint32_t event_overrun[SLOT_WORDS];

#endif
