/* state.h: the state of the multicast DNS responder, for mdns.c and send.c. */
#ifndef NET_MDNS_STATE_H
#define NET_MDNS_STATE_H

#include <stdint.h>

#include "net/mdns/packet.h"
#include "net/net.h"

/* Largest incoming packet, bytes. */
#define MDNS_IN 1472
/* Largest outgoing packet, bytes; all our records with the longest name fit. */
#define MDNS_OUT 1100

/* The state of our name. */
enum mdns_state {
	MDNS_OFF,
	MDNS_WAITING,    /* no interface is up */
	MDNS_PROBING,    /* asks three times whether another host has the name */
	MDNS_ANNOUNCING, /* has the name: announces it twice, and answers queries */
	MDNS_SETTLED     /* answers queries */
};

/* One family of addresses of one interface. Times are the low 32 bits of milliseconds. */
struct mdns_link {
	unsigned pending;               /* records to multicast */
	unsigned defended;              /* the pending records that answer a probe */
	uint32_t due;                   /* when to multicast the pending records */
	unsigned told;                  /* records that have been multicast ... */
	uint32_t told_at[MDNS_RECORDS]; /* ... and when last */
};

/* An incomplete query: more known answers may follow (the TC bit). */
struct mdns_more {
	struct net_datagram from;
	unsigned wanted, unicast;
	uint32_t due;
};

struct mdns {
	enum mdns_state state;
	int step;
	uint32_t next; /* when the next probe or announcement is due */
	char name[MDNS_NAME_MAX + 1];
	uint32_t random; /* the last random number, not 0 */
	int number;      /* number of the name: NAME, NAME-2, NAME-3 ... */
	int conflicts;   /* conflicts in a row, each within CONFLICTS_MS of the one before */
	uint32_t conflict_at;
	struct mdns_host host;
	struct net_interface interfaces[NET_INTERFACES];
	int interface_count;
	struct mdns_link links[NET_INTERFACES][2]; /* IPv4, IPv6 */
	struct mdns_more more;                     /* empty when wanted and unicast are 0 */
	void (*send)(const struct net_datagram *to, const void *bytes, size_t len);
	unsigned char in[MDNS_IN], out[MDNS_OUT];
};

#endif
