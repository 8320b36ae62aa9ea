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

/* Sets the time that events and replies carry until the next call. wall_ms: milliseconds since 1970 UTC; a time that
 * cannot be right (clock_sane) is not sent. */
void event_set_time(uint64_t now_ms, uint64_t wall_ms);
uint64_t event_now_ms(void);
uint64_t event_wall_ms(void);

/* Begins an event, and ends the one before. Append the line to the returned buffer, without tags and without CR LF. It
 * is cut to LINE_MAX_BYTES. */
struct buf *event_begin(void);

/* The same for an event with a number of its own (msgid). Its buffer begins with the user's source, `:nick!name@host `.
 */
struct buf *event_from(int slot);

/* The same for another form of the previous event: it keeps that event's number. */
struct buf *event_from_again(int slot);

/* Puts the line into a batch (labeled_next_batch), which all its readers must know. `@batch=N` and `more` are its only
 * tags. */
void event_in_batch(uint32_t batch, const char *more);

/* The number of the last event that has one. Later events have higher numbers. */
uint32_t event_number(void);

/* Adds the client-only tags (`+...`) of a client's line to the event; `tags` stays valid until event_end. */
void event_tags(const char *tags);

/* Replaces the event's tags; the texts that they point to stay valid until event_end. */
void event_set_tags(const struct tags *tags);

/* True when the line is too long, so that its end will be cut off. */
bool event_is_cut(void);

/* Queues the line for one reader, or for each reader of a set. It is stored once per kind of reader, however many
 * readers there are. For the client whose command is running it is part of the response (labeled.h). A reader that the
 * line cannot be queued for is marked for closing (outq_overrun), never skipped silently. */
void event_to(int slot);
void event_to_set(const uint32_t set[SLOT_WORDS]);

/* The same for one reader, outside any response. */
void event_to_reader(int slot);

/* Queues a WebSocket control frame for a reader that gets frames (struct outq). It is independent of the event. */
void event_frame(int slot, const char *frame, size_t len);

/* Keeps the line as the channel's newest history. */
void event_keep(enum history_kind kind, int channel);

/* Stores the event as a multiline message of n lines (lines.h). Only the common beginning of the lines has been written
 * to its buffer. The first byte of line[i]'s text is '+' when it continues the line before, or a space. The caller
 * becomes the message's holder; MSG_NONE: the pool is empty. */
msg_ref event_store_lines(const msg_ref *line, int n);

/* Keeps such a message as the channel's newest history. */
void event_keep_lines(int channel, msg_ref m);

/* Keeps the line as an event other than talk (HISTORY_DEEDS) in each channel that the user is in. */
void event_keep_everywhere(int slot);

/* Ends the event: the writer lets go of its messages. */
void event_end(void);

/* Queues a message of history for one reader, in the form that the reader wants. */
void event_again(int slot, msg_ref m);

#endif
