/* whowas.h: who had a nick before. */
#ifndef CHAT_WHOWAS_H
#define CHAT_WHOWAS_H

#include <stdint.h>

#include "limits.h"

/* A user as they were when they gave a nick up. */
struct whowas {
	uint32_t number; /* in which order they were made */
	uint32_t origin; /* of which address: see struct user */
	uint32_t nick_hash;
	uint32_t until; /* seconds since 1970 UTC */
	char nick[NICK_MAX + 1];
	char name[USER_MAX + 1];
	char host[HOST_MAX + 1];
	char realname[REALNAME_MAX + 1];
};
extern struct whowas whowas[WHOWAS_MAX];

/* The user gives up their nick, or leaves. When there is no room, an entry from an address that has a client here is
 * replaced before all others: the oldest one of the address that has most. */
void whowas_add(int slot, uint64_t wall_seconds);

/* The number behind the newest entry, from which whowas_before goes back. */
uint32_t whowas_newest(void);

/* The entry of that nick next before *at, and *at becomes its number; NULL when there is none. */
const struct whowas *whowas_before(const char *nick, uint32_t *at);

#endif
