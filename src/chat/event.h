/* event.h: one line on its way to its readers. */
#ifndef CHAT_EVENT_H
#define CHAT_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "chat/history.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "chat/tags.h"

/* The time that events and answers carry until the next call. wall_ms: milliseconds since 1970 UTC; a time that cannot
 * be right (clock_sane) is left out of them. */
void event_set_time(uint64_t now_ms, uint64_t wall_ms);
uint64_t event_now_ms(void);
uint64_t event_wall_ms(void);

/* Begins a line: append it to the buffer that is returned, without CR LF. It is cut to LINE_MAX_BYTES. Its tags come
 * by themselves. Ends what was begun before. */
struct buf *event_begin(void);

/* The same with the user's source in front, `:nick!name@host `, and a number of its own (msgid). */
struct buf *event_from(int slot);

/* The same for another form of the event that was begun before: it keeps its number. */
struct buf *event_from_again(int slot);

/* The line stands in a batch of its readers (labeled_next_batch), all of whom know batches: `@batch=N` and `more` are
 * all its tags. */
void event_in_batch(uint32_t batch, const char *more);

/* The number of the last event that has one: all that comes later has a higher one. */
uint32_t event_number(void);

/* The event carries those tags of a client's line that are for other clients (`+...`); `tags` stays valid until
 * event_end. */
void event_tags(const char *tags);

/* The event carries these instead of its own; what they point to stays valid until event_end. */
void event_set_tags(const struct tags *tags);

/* True when the line is too long, and its end will be cut off. */
bool event_is_cut(void);

/* Queues the line for one reader, or for each of a set. It is stored once for each kind of reader, however many there
 * are; what answers the very command that brought it is tagged so (labeled.h). A reader whose ring is full is marked
 * for closing (outq_overrun), never passed over silently. */
void event_to(int slot);
void event_to_set(const uint32_t set[SLOT_WORDS]);

/* The same, but not as an answer. */
void event_to_reader(int slot);

/* Queues a frame of its own for a reader who gets frames (struct outq): no event, and no part of one. */
void event_frame(int slot, const char *frame, size_t len);

/* Keeps the line as the channel's newest history. */
void event_keep(enum history_kind kind, int channel);

/* The event is a message of n lines, of which only what each begins with has been written: stores it as lines.h has it.
 * The first byte of line[i]'s text says whether it goes on with the line before ('+') or begins a new one (' '). The
 * caller becomes its holder; MSG_NONE: the pool is empty. And keeps it as the channel's newest history. */
msg_ref event_store_lines(const msg_ref *line, int n);
void event_keep_lines(int channel, msg_ref m);

/* Keeps the line as a deed in each channel that the user is in. */
void event_keep_everywhere(int slot);

/* The line is done with. */
void event_end(void);

/* Queues a message of history for one reader, in the form that reader wants. */
void event_again(int slot, msg_ref m);

#endif
