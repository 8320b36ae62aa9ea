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

/* An event. Its writer owns it, from event_begin to event_end; all that time the chat lock is held. There is one at a
 * time, for its text is too long for the stack of a client thread: it is in scratch_lines[SCRATCH_EVENT]. The writer
 * may set tags, batch and concat before the event is queued or kept. */
struct event {
	struct buf line;            /* the line as IRC, without tags */
	struct tags tags;           /* the texts that they point to stay valid until event_end */
	uint32_t batch;             /* the batch that it stands in for all its readers (labeled_next_batch), which is
	                             * then its only tag; 0: none */
	uint32_t session;           /* the connection that it comes from */
	msg_ref stored[OUTQ_KINDS]; /* as stored for each kind of reader; MSG_NONE: not yet */
	bool concat;                /* in a batch: it continues the line before (draft/multiline-concat) */
	bool ended;                 /* the line has its CR LF */
	bool plain_gets_nothing;    /* plain readers get nothing of it */
};

/* Begins an event. Append the line to the returned buffer, without tags and without CR LF. It is cut to LINE_MAX_BYTES.
 */
struct buf *event_begin(struct event *e);

/* The same for an event with a number of its own (msgid). Its buffer begins with the user's source, `:nick!name@host `.
 */
struct buf *event_from(struct event *e, int slot);

/* The same for another form of the previous event: it gets that event's number. */
struct buf *event_from_again(struct event *e, int slot);

/* The number of the last event that has one. Later events have higher numbers. */
uint32_t event_number(void);

/* True when the line is too long, so that its end will be cut off. */
bool event_is_cut(const struct event *e);

/* Queues the line for each reader of a set. It is stored once per kind of reader, however many readers there are. For
 * the client whose command is running it is part of the response (labeled.h). A reader that the line cannot be queued
 * for is marked for closing (outq_overrun), never skipped silently. */
void event_to_set(struct event *e, const uint32_t set[SLOT_WORDS]);

/* The same for the only reader of an event: the line is stored in that reader's form alone. */
void event_to(struct event *e, int slot);

/* The same for one reader, outside any response. */
void event_to_reader(struct event *e, int slot);

/* Queues a WebSocket control frame for a reader that gets frames (struct outq). It is independent of events. */
void event_frame(int slot, const char *frame, size_t len);

/* Keeps the line as the channel's newest history. */
void event_keep(struct event *e, enum history_kind kind, int channel);

/* Stores the event as a multiline message of n lines (lines.h). Only the common beginning of the lines has been written
 * to its buffer. The first byte of line[i]'s text is '+' when it continues the line before, or a space. The caller
 * becomes the message's holder; MSG_NONE: the pool is empty. */
msg_ref event_store_lines(const struct event *e, const msg_ref *line, int n);

/* Keeps such a message as the channel's newest history. */
void event_keep_lines(const struct event *e, int channel, msg_ref m);

/* Keeps the line as an event other than talk (HISTORY_DEEDS) in each channel that the user is in. */
void event_keep_everywhere(struct event *e, int slot);

/* Ends the event: the writer lets go of its messages. */
void event_end(struct event *e);

/* Queues a message of history for one reader, in the form that the reader wants. */
void event_again(int slot, msg_ref m);

#endif
