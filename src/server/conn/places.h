/* places.h: who gets a slot, who has to wait for one, and who has to make room.
 *
 * Of max_clients slots (settings.per_address 0 switches all of these rules off but the last):
 *
 *   an address          has at most settings.per_address of them, by default a quarter,
 *                       and half of that, rounded up, for connections that have not registered;
 *                       it connects at most every CONNECT_MS, after CONNECT_BURST + 2 * per_address at once
 *   the last eighth     (at least one) is kept for addresses that have no slot yet
 *   one more            is kept for the board itself, while it has none
 *   when there is none  the connection that has been unregistered longest makes room for an address that has no slot
 *
 * With fewer than PLACES_FEW slots none is kept.
 */
#ifndef SERVER_CONN_PLACES_H
#define SERVER_CONN_PLACES_H

#include <stdbool.h>
#include <stdint.h>

#include "net/net.h"

#define PLACES_FEW 4
#define PLACE_WHY 128 /* bytes of a reason, its NUL included */

enum place_verdict {
	PLACE_FREE,  /* here it is */
	PLACE_SOON,  /* somebody is making room */
	PLACE_MAYBE, /* all are taken, but somebody may be just leaving */
	PLACE_OWN,   /* the address has all that it may have now, but one of its connections may be just leaving, say */
	PLACE_NEVER, /* it must not come again so soon */
};

struct place {
	enum place_verdict verdict;
	int slot;            /* PLACE_FREE: which one; it is free still */
	char why[PLACE_WHY]; /* else: why there is none, and how many are in */
};

/* Counts a new connection against its address; false: it comes too often, and *place says so. Under the chat lock. */
bool places_knock(const struct net_origin *from, uint64_t now_ms, struct place *place);

/* A slot for a connection. `waiting` others, who have been told PLACE_SOON or PLACE_MAYBE, come first. `patient`:
 * it has not waited long, and nobody is made to go while enough leave by themselves. Under the chat lock. */
void places_ask(const struct net_origin *from, int waiting, bool patient, uint64_t now_ms, struct place *place);

/* The reason for those who may not even wait. Under the chat lock. */
void places_full(struct place *place);

#endif
