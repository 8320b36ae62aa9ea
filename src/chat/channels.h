/* channels.h: the record of each channel. Read by all; only channel.h and founder.h change it. */
#ifndef CHAT_CHANNELS_H
#define CHAT_CHANNELS_H

#include <stdint.h>

#include "chat/outq.h"
#include "limits.h"

/* Channel modes without a parameter, and their letters in this order. */
enum {
	CHANNEL_NO_CTCP = 1 << 0,    /* C: no CTCP but ACTION */
	CHANNEL_INVITED = 1 << 1,    /* i: only invited users may join */
	CHANNEL_MODERATED = 1 << 2,  /* m: only members with o or v may speak */
	CHANNEL_MEMBERS = 1 << 3,    /* n: only members may speak */
	CHANNEL_SECRET = 1 << 4,     /* s: hidden from users who are not in it */
	CHANNEL_TOPIC_LOCK = 1 << 5, /* t: only members with o may set the topic */
};
#define CHANNEL_MODE_LETTERS "Cimnst"
#define CHANNEL_MODES_AT_FIRST (CHANNEL_MEMBERS | CHANNEL_TOPIC_LOCK)

/* A channel exists while it has a member. Members are bits in a set of slots: joining never fails for want of room. */
struct channel {
	uint32_t name_hash;
	uint32_t founder; /* the address that it counts for (founder.h), as `origin` in struct user */
	uint32_t members[SLOT_WORDS], ops[SLOT_WORDS], voices[SLOT_WORDS];
	uint32_t invited[SLOT_WORDS]; /* an invitation is good for one JOIN */
	uint16_t count;               /* members; 0: this channel does not exist */
	uint16_t limit;               /* mode l; 0: none */
	uint8_t modes;
	int16_t elders[ELDERS]; /* the first members, longest there first (elder.h) */
	uint64_t opless_ms;     /* clock_ms when the last operator had gone; 0: there is one */
	uint64_t created, topic_at; /* seconds since 1970 UTC */
	char name[CHANNEL_MAX + 1];
	char key[KEY_MAX + 1]; /* mode k; "": none */
	char topic[TOPIC_MAX + 1];
	char topic_by[NICK_MAX + 1];
};
extern struct channel channels[CHANNELS];

/* Channels that exist. */
extern int channel_count;

#endif
