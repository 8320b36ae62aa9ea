/* whowas.h: former users of nicks (WHOWAS). */
#ifndef CHAT_WHOWAS_H
#define CHAT_WHOWAS_H

#include <stdint.h>

#include "limits.h"

/* A user as they were when they gave a nick up. */
struct whowas {
	uint32_t number; /* entries are numbered in order */
	uint32_t origin; /* the user's address, as in struct user */
	uint32_t nick_hash;
	uint32_t until; /* when the nick was given up, seconds since 1970 UTC */
	char nick[NICK_MAX + 1];
	char name[USER_MAX + 1];
	char host[HOST_MAX + 1];
	char realname[REALNAME_MAX + 1];
};
extern struct whowas whowas[WHOWAS_MAX];

/* Adds the user, who gives up the nick or leaves. When the table is full, an entry is replaced: the oldest one of the
 * address with the most entries, first among the addresses that have a client here. */
void whowas_add(int slot, uint64_t wall_seconds);

/* The number behind the newest entry: where whowas_before starts. */
uint32_t whowas_newest(void);

/* The nick's next older entry before number *at; sets *at to its number. NULL: there is none. */
const struct whowas *whowas_before(const char *nick, uint32_t *at);

#endif
