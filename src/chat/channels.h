/* channels.h: what there is to know of each channel; channel.h and founder.h change it. */
#ifndef CHAT_CHANNELS_H
#define CHAT_CHANNELS_H

#include <stdint.h>

#include "chat/outq.h"
#include "limits.h"

/* Channel modes without a parameter, and their letters in this order. */
enum {
	CHANNEL_NO_CTCP = 1 << 0,    /* C: no questions to programs (CTCP), but ACTION */
	CHANNEL_INVITED = 1 << 1,    /* i: only those who were invited may join */
	CHANNEL_MODERATED = 1 << 2,  /* m: only o and v may speak */
	CHANNEL_MEMBERS = 1 << 3,    /* n: only members may speak */
	CHANNEL_SECRET = 1 << 4,     /* s: not shown to those who are not in it */
	CHANNEL_TOPIC_LOCK = 1 << 5, /* t: only o may set the topic */
};
#define CHANNEL_MODE_LETTERS "Cimnst"
#define CHANNEL_MODES_AT_FIRST (CHANNEL_MEMBERS | CHANNEL_TOPIC_LOCK)

/* A channel exists while somebody is in it. Members are sets of slots: joining can never fail for want of room. */
struct channel {
	uint32_t name_hash;
	uint32_t founder; /* the address that it counts for (founder.h): see struct user, origin */
	uint32_t members[SLOT_WORDS], ops[SLOT_WORDS], voices[SLOT_WORDS];
	uint32_t invited[SLOT_WORDS]; /* used up by joining */
	uint16_t count;               /* of members; 0: this channel does not exist */
	uint16_t limit;               /* mode l; 0: none */
	uint8_t modes;
	uint64_t created, topic_at; /* seconds since 1970 UTC */
	char name[CHANNEL_MAX + 1];
	char key[KEY_MAX + 1]; /* mode k; "": none */
	char topic[TOPIC_MAX + 1];
	char topic_by[NICK_MAX + 1];
};
extern struct channel channels[CHANNELS];

/* How many exist. */
extern int channel_count;

#endif
