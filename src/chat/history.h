/* history.h: what was said and done in each channel, as long as its blocks are not needed for delivery. */
#ifndef CHAT_HISTORY_H
#define CHAT_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/msg.h"

/* Each kind has a ring of its own, so that joins and parts cannot push talk out. */
enum history_kind {
	HISTORY_TALK,  /* PRIVMSG, NOTICE */
	HISTORY_DEEDS, /* JOIN, PART, QUIT, KICK, NICK, MODE, TOPIC, TAGMSG: for those who ask (draft/event-playback) */
	HISTORY_KINDS
};

/* One message: which, and where it was (the channel's number; -1 when it is gone). */
struct history_entry {
	uint32_t number; /* irc/msgid.h: rises with each message */
	uint32_t at_s;   /* when: seconds since 1970 UTC, ... */
	uint16_t at_ms;  /* ... and milliseconds */
	msg_ref msg;
	uint32_t session; /* whose connection it came from (chat/user.h) */
	int16_t channel;
	bool several; /* it has several lines, in a form of its own (chat/lines.h) */
};
extern struct history_entry history_deeds[HISTORY_DEEDS_MAX];
extern struct history_entry history_talk[HISTORY_MAX];

/* Nothing was said. */
void history_init(void);

/* Keeps a message as the newest of its kind, and holds it; the oldest gives way when the ring is full. */
void history_add(enum history_kind kind, int channel, msg_ref m, uint32_t number, uint64_t wall_ms, uint32_t session,
                 bool several);

/* Lets go of a message so that its blocks can be used: the oldest deed, and when there are none, the oldest talk.
 * False: there is none. */
bool history_give(void);

/* Blocks that a command may take: free ones, and those that history would give. Takes from history until `need` are
 * free; false when that does not suffice. */
bool history_reserve(int need);

/* The channel is gone: so is what was said there. */
void history_forget(int channel);

/* Keeps another message in the place of one, which one of the functions below has given. */
void history_replace(const struct history_entry *e, msg_ref m, bool several);

/* Forgets one message, which one of the functions below has given. */
void history_drop(const struct history_entry *e);

/* When it was: milliseconds since 1970 UTC. */
uint64_t history_wall_ms(const struct history_entry *e);

/* The channel's next message after, or before, that number; deeds too, or talk alone. NULL: there is none. Between two
 * calls the lock may be let go: what gave way meanwhile is passed over. */
const struct history_entry *history_after(int channel, bool deeds, uint32_t number);
const struct history_entry *history_before(int channel, bool deeds, uint32_t number);

/* The last message of each of n channels, by their numbers; NULL where there is none. One walk through all of them. */
void history_last(const int16_t *which, int n, bool deeds, const struct history_entry **last);

/* The number behind which the `n` messages stand that come last before `end`, or as many as there are. */
uint32_t history_back(int channel, bool deeds, uint32_t end, int n);

/* The last number that is not later than a moment (0: there is none), and the first one that is not earlier
 * (UINT32_MAX: there is none). */
uint32_t history_until(uint64_t wall_ms);
uint32_t history_since(uint64_t wall_ms);

#endif
