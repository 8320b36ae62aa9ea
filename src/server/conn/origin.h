/* origin.h: what is held against each address that connects, and how much of the server it has.
 *
 * An entry stands for what counts as one address (struct net_origin): all of its connections share it, and it outlives
 * them. What is held against an address are debts in milliseconds, one for each enum origin_debt. A debt runs off by
 * itself, one millisecond in each; when all are paid, nothing is left to remember.
 *
 * The table never grows. An address that has a slot keeps its entry. Of the others, when the table is full, the one
 * gives way that has least to remember: whose last debt would be paid first. So an attacker who connects from many
 * addresses only pushes out entries that mean as little as its own; to push out one that is in debt for minutes it must
 * run up debts as long at each of as many addresses.
 *
 * All of it is under the chat lock.
 */
#ifndef SERVER_CONN_ORIGIN_H
#define SERVER_CONN_ORIGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "limits.h"
#include "net/net.h"

#if ORIGINS <= CLIENTS
#error "ORIGINS must be more than CLIENTS: each may be from an address of its own, and the next one needs an entry"
#endif

/* The kinds of debt. To remember something else about an address, add a row: its owner charges for it, and decides how
 * much of it is too much. */
enum origin_debt {
	ORIGIN_CONNECTED, /* CONNECT_MS for each connection */
	ORIGIN_WAITED,    /* OUTQ_FORGIVE milliseconds for each that its readers made others wait */
	ORIGIN_GUESSED,   /* GUESS_FORGET_MS for each wrong password */
	ORIGIN_BARRED,    /* until its next password is looked at */
	ORIGIN_KNOCKED,   /* KNOCK_MS for each KNOCK */
	ORIGIN_DEBTS
};

struct origin {
	unsigned char network[NET_NETWORK];
	uint32_t number;             /* no other entry has had it; not 0 */
	uint16_t here : 15;          /* its connections that have a slot, */
	uint16_t own : 1;            /* the board itself, */
	uint16_t strangers : 15;     /* of those here, the ones that have not registered yet, */
	uint16_t counted : 1;        /* and strangers.c: in the next summary */
	uint32_t quiet;              /* strangers.c: a line of the log may be about it from then on, */
	uint32_t paid[ORIGIN_DEBTS]; /* and each debt is paid: the low 32 bits of clock_ms */
};
extern struct origin origins[ORIGINS];

/* The entry of an address; made when there is none. Its number stays valid while the address has a slot, or until the
 * lock is let go. */
int origin_find(const struct net_origin *from, uint64_t now_ms);

/* What the address still owes, milliseconds; and more of it, up to ORIGIN_DEBT_MAX in all. */
uint32_t origin_debt(int origin, enum origin_debt what, uint64_t now_ms);
void origin_charge(int origin, enum origin_debt what, uint32_t ms, uint64_t now_ms);

/* One of its connections gets a slot; has registered; has given the slot back, as a stranger or not. */
void origin_enter(int origin);
void origin_register(int origin);
void origin_leave(int origin, bool stranger);

/* Slots that connections of this machine itself have. */
int origin_own_slots(void);

#endif
