/* origin.h: each client address: its slots and its debts.
 *
 * An entry stands for one address, as struct net_origin counts it. All connections of the address share the entry, and
 * it outlives them. An entry has debts in milliseconds, one for each enum origin_debt. A debt decreases by itself, one
 * millisecond in each; when all are paid, the entry is no longer needed.
 *
 * The table never grows. An address that has a slot keeps its entry. When the table is full, the entry without a slot
 * whose last debt would be paid first gives way. So an attacker with many addresses evicts only entries with debts as
 * small as its own: to evict an entry that is in debt for minutes, it must run up debts as long at every one of as many
 * addresses.
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

/* The kinds of debt. To limit something else per address, add a row; its owner charges for it, and sets the limit. */
enum origin_debt {
	ORIGIN_CONNECTED, /* CONNECT_MS for each connection */
	ORIGIN_WAITED,    /* OUTQ_FORGIVE milliseconds for each millisecond that its readers made others wait */
	ORIGIN_GUESSED,   /* GUESS_FORGET_MS for each wrong password */
	ORIGIN_BARRED,    /* the time until its next password is checked */
	ORIGIN_CALLED,    /* for commands that disturb people who did not ask: each command adds a time of its own */
#if ACCOUNTS > 0
	ORIGIN_REGISTERED, /* REGISTER_MS for each account */
#endif
	ORIGIN_DEBTS
};

struct origin {
	unsigned char network[NET_NETWORK];
	uint32_t number;             /* the entry's number, never used twice; not 0 */
	uint16_t here : 15;          /* its connections that have a slot */
	uint16_t own : 1;            /* the address is this machine itself */
	uint16_t strangers : 15;     /* of `here`, connections that have not registered */
	uint16_t counted : 1;        /* counted for the next summary (strangers.c) */
	uint32_t quiet;              /* when the next log line about it may be written (strangers.c), and ... */
	uint32_t paid[ORIGIN_DEBTS]; /* ... when each debt is paid: the low 32 bits of clock_ms */
};
extern struct origin origins[ORIGINS];

/* The index of an address's entry, which is created if there is none. It stays valid while the address has a slot, or
 * else until the lock is released. */
int origin_find(const struct net_origin *from, uint64_t now_ms);

/* The rest of a debt, milliseconds. */
uint32_t origin_debt(int origin, enum origin_debt what, uint64_t now_ms);

/* Adds `ms` to a debt, up to ORIGIN_DEBT_MAX in all. */
void origin_charge(int origin, enum origin_debt what, uint32_t ms, uint64_t now_ms);

/* Counts a connection that gets a slot. */
void origin_enter(int origin);

/* Counts a connection that registers. */
void origin_register(int origin);

/* Counts a connection that gives its slot back; `stranger`: it has never registered. */
void origin_leave(int origin, bool stranger);

/* Slots of connections from this machine itself. */
int origin_own_slots(void);

#endif
