/* history.h: each channel's past messages, kept until their blocks are needed for delivery. */
#ifndef CHAT_HISTORY_H
#define CHAT_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/msg.h"

/* Each kind has a ring of its own, so that joins and parts cannot push talk out. */
enum history_kind {
	HISTORY_TALK,  /* PRIVMSG, NOTICE */
	HISTORY_DEEDS, /* JOIN, PART, QUIT, KICK, NICK, MODE, TOPIC, TAGMSG: on request (draft/event-playback) */
	HISTORY_KINDS
};

/* One message in history. */
struct history_entry {
	uint32_t number; /* its id (irc/msgid.h): rises with each message */
	uint32_t at_s;   /* its time: seconds since 1970 UTC, ... */
	uint16_t at_ms;  /* ... and milliseconds */
	msg_ref msg;
	uint32_t session; /* the connection that it came from (chat/user.h) */
	int16_t channel;  /* the channel's number; -1: the entry is released */
	bool several;     /* a multiline message (chat/lines.h) */
};
extern struct history_entry history_deeds[HISTORY_DEEDS_MAX];
extern struct history_entry history_talk[HISTORY_MAX];

/* Empties both rings. */
void history_init(void);

/* Keeps a message as the newest of its kind (msg_keep). When the ring is full, the oldest gives way. */
void history_add(enum history_kind kind, int channel, msg_ref m, uint32_t number, uint64_t wall_ms, uint32_t session,
                 bool several);

/* Releases one message to free its blocks: the oldest of HISTORY_DEEDS, or else the oldest of HISTORY_TALK. False: both
 * are empty. */
bool history_give(void);

/* Makes sure that `need` blocks of the pool are free, by releasing history's oldest messages. False: that does not
 * suffice. */
bool history_reserve(int need);

/* Releases all messages of a channel that is gone. */
void history_forget(int channel);

/* Replaces an entry's message; the entry is from one of the functions below. */
void history_replace(const struct history_entry *e, msg_ref m, bool several);

/* Releases an entry from one of the functions below. */
void history_drop(const struct history_entry *e);

/* The message's time, milliseconds since 1970 UTC. */
uint64_t history_wall_ms(const struct history_entry *e);

/* The channel's next message after, or before, that number; with `deeds`, of both kinds, or else talk only. NULL: there
 * is none. The lock may be released between two calls: entries that gave way meanwhile are skipped. */
const struct history_entry *history_after(int channel, bool deeds, uint32_t number);
const struct history_entry *history_before(int channel, bool deeds, uint32_t number);

/* The last message of each of the n channels in `which`; NULL where there is none. Walks each ring once. */
void history_last(const int16_t *which, int n, bool deeds, const struct history_entry **last);

/* The start of the last `n` messages before `end`: history_after of the returned number gives the first of them. Fewer
 * when there are not as many. */
uint32_t history_back(int channel, bool deeds, uint32_t end, int n);

/* The highest number of a message that is not later than wall_ms; 0: there is none. */
uint32_t history_until(uint64_t wall_ms);

/* The lowest number of a message that is not earlier than wall_ms; UINT32_MAX: there is none. */
uint32_t history_since(uint64_t wall_ms);

#endif
