/* watch.h: who wants to know when a nick comes and goes (IRCv3 MONITOR). */
#ifndef CHAT_WATCH_H
#define CHAT_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/outq.h"
#include "limits.h"

/* A nick that is watched, by whom: one entry for all its watchers, so that they are told at once. */
struct watch {
	uint32_t nick_hash;
	uint32_t watchers[SLOT_WORDS];
	char nick[NICK_MAX + 1]; /* "": the entry is free */
};
extern struct watch watches[WATCHES];

/* Lets a user watch a nick; nothing changes when they do already. False when they watch WATCHES_PER_CLIENT nicks, or
 * WATCHES nicks are watched by all. */
bool watch_add(int slot, const char *nick);

/* Ends it for one nick, or for all. */
void watch_remove(int slot, const char *nick);
void watch_clear(int slot);

/* Adds those who watch the nick to `set`. */
void watch_readers(const char *nick, uint32_t set[SLOT_WORDS]);

/* The nick of the user's first watch at or behind *at, and *at behind it; NULL at the end. */
const char *watch_next(int slot, int *at);

#endif
