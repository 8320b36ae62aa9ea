/* channel.h: rooms, and who is in them. */
#ifndef CHAT_CHANNEL_H
#define CHAT_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/outq.h"
#include "limits.h"

/* Channel modes without a parameter, and their letters in this order. */
enum {
	CHANNEL_MODERATED = 1 << 0,  /* m: only o and v may speak */
	CHANNEL_MEMBERS = 1 << 1,    /* n: only members may speak */
	CHANNEL_SECRET = 1 << 2,     /* s: not shown to those who are not in it */
	CHANNEL_TOPIC_LOCK = 1 << 3, /* t: only o may set the topic */
};
#define CHANNEL_MODE_LETTERS "mnst"
#define CHANNEL_MODES_AT_FIRST (CHANNEL_MEMBERS | CHANNEL_TOPIC_LOCK)

/* A channel exists while somebody is in it. Members are sets of slots: joining can never fail for want of room. */
struct channel {
	uint32_t name_hash;
	uint32_t members[SLOT_WORDS], ops[SLOT_WORDS], voices[SLOT_WORDS];
	uint16_t count; /* of members; 0: this channel does not exist */
	uint16_t limit; /* mode l; 0: none */
	uint8_t modes;
	uint64_t created, topic_at; /* seconds since 1970 UTC */
	char name[CHANNEL_MAX + 1];
	char key[KEY_MAX + 1]; /* mode k; "": none */
	char topic[TOPIC_MAX + 1];
	char topic_by[NICK_MAX + 1];
};

/* How many exist. */
extern int channel_count;

/* The number of the channel with this name, or -1. */
int channel_find(const char *name);

/* Makes an empty channel, which the caller joins at once, and returns its number; -1 when CHANNELS exist. */
int channel_make(const char *name, uint64_t wall_seconds);

/* Lets a user in who is not in yet. The first one becomes its operator. */
void channel_join(int channel, int slot);

/* Takes a member out. With the last one the channel and its history are gone. */
void channel_leave(int channel, int slot);

bool channel_has(int channel, int slot);
bool channel_is_op(int channel, int slot);

/* True when the user may know of the channel: it is not secret, or they are in it. */
bool channel_visible(int channel, int slot);

/* True when the user may speak there, as modes m and n have it. */
bool channel_may_speak(int channel, int slot);

/* The signs of a member: "@", "+", "" or, with `all`, "@+" too (IRCv3 multi-prefix). */
const char *channel_signs(int channel, int slot, bool all);

#endif
