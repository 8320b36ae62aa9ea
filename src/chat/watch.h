/* watch.h: the nicks that clients watch (IRCv3 MONITOR). */
#ifndef CHAT_WATCH_H
#define CHAT_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/outq.h"
#include "limits.h"

/* A watched nick: one entry for all its watchers, who get the same line. */
struct watch {
	uint32_t nick_hash;
	uint32_t watchers[SLOT_WORDS];
	char nick[NICK_MAX + 1]; /* "": the entry is free */
};
extern struct watch watches[WATCHES];

/* Lets a user watch a nick. Watching a nick twice changes nothing. False: the user watches WATCHES_PER_CLIENT nicks,
 * the table is full, or the address has its share. */
bool watch_add(int slot, const char *nick);

/* Ends the watch of one nick. */
void watch_remove(int slot, const char *nick);

/* Ends all watches of a user. */
void watch_clear(int slot);

/* Adds the watchers of the nick to `set`. */
void watch_readers(const char *nick, uint32_t set[SLOT_WORDS]);

/* The user's next watched nick, from place *at on; moves *at behind it. NULL at the end. */
const char *watch_next(int slot, int *at);

#endif
