/* history.h: what was said in each channel, as long as its blocks are not needed for delivery. */
#ifndef CHAT_HISTORY_H
#define CHAT_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/msg.h"

/* One message said: which, and in which channel (its number; -1 when that channel is gone). */
struct history_entry {
	msg_ref msg;
	int16_t channel;
};

/* A place in history: grows by one with each message, and never repeats while linnetd runs. */
typedef uint32_t history_at;

/* Nothing was said. */
void history_init(void);

/* Keeps a message as the channel's newest, and holds it; the oldest of all gives way when the ring is full. */
void history_add(int channel, msg_ref m);

/* Lets go of the oldest message of all, so that its blocks can be used. False: there is none. */
bool history_give(void);

/* The channel is gone: so is what was said there. */
void history_forget(int channel);

/* The place of the channel's n-th newest message, or of the oldest there is when there are fewer. Then history_next
 * gives the message at or after *at and moves *at behind it; MSG_NONE: there are no more. Between two calls the lock
 * may be let go: what gave way meanwhile is passed over. */
history_at history_last(int channel, int n);
msg_ref history_next(int channel, history_at *at);

#endif
