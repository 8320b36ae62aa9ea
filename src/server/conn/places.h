/* places.h: decides which connection gets a slot, which has to wait, and which has to make room.
 *
 * The rules for the max_clients slots (settings.per_address 0 switches all of them off but the last):
 *
 *   an address          has at most settings.per_address slots, by default a quarter of all;
 *                       of these, at most half, rounded up, are for connections that have not registered;
 *                       it may connect once per CONNECT_MS, after a burst of CONNECT_BURST + 2 * per_address
 *   the last eighth     (at least one slot) is reserved for addresses that have no slot yet
 *   one more            is reserved for this machine itself, while it has none
 *   when none is left   the connection that has been open longest without registering makes room for an address
 *                       that has no slot
 *
 * With fewer than PLACES_FEW slots, none is reserved.
 */
#ifndef SERVER_CONN_PLACES_H
#define SERVER_CONN_PLACES_H

#include <stdbool.h>
#include <stdint.h>

#include "net/net.h"

#define PLACES_FEW 4
#define PLACE_WHY 128 /* bytes of a reason, its NUL included */

enum place_verdict {
	PLACE_FREE,  /* a slot is free */
	PLACE_SOON,  /* wait: another connection is making room */
	PLACE_MAYBE, /* wait: all slots are taken, but one may be freed soon */
	PLACE_OWN,   /* wait: the address has its share, but one of its connections may leave or register soon */
	PLACE_NEVER, /* refused: no waiting */
};

struct place {
	enum place_verdict verdict;
	int slot;            /* PLACE_FREE: the slot, which is still free */
	char why[PLACE_WHY]; /* otherwise: the reason, and how many clients are in */
};

/* Counts a new connection against its address. False: the address connects too often, and *place says so. Under the
 * chat lock. */
bool places_knock(const struct net_origin *from, uint64_t now_ms, struct place *place);

/* Asks for a slot for a connection. `waiting` connections with PLACE_SOON or PLACE_MAYBE come first. `patient`: it has
 * not waited long, so nobody is evicted while enough connections leave by themselves. Under the chat lock. */
void places_ask(const struct net_origin *from, int waiting, bool patient, uint64_t now_ms, struct place *place);

/* The reason for connections that may not even wait: the server is full. Under the chat lock. */
void places_full(struct place *place);

#endif
