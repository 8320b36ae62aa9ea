/* state.h: all that mdns.c and send.c remember of a host's name and its links. */
#ifndef NET_MDNS_STATE_H
#define NET_MDNS_STATE_H

#include <stdint.h>

#include "net/mdns/packet.h"
#include "net/net.h"

/* Bytes of a packet that comes in, and of one that goes out: all records of a host with the longest name take fewer. */
#define MDNS_IN 1472
#define MDNS_OUT 1100

/* What the host does about its name. Each state but MDNS_OFF has steps, counted from 0. */
enum mdns_state {
	MDNS_OFF,
	MDNS_WAITING,    /* no interface is up */
	MDNS_PROBING,    /* asks whether somebody else has it, three times */
	MDNS_ANNOUNCING, /* has it, and tells everyone, twice; answers */
	MDNS_SETTLED     /* answers */
};

/* One family of addresses of one interface. Times are the low 32 bits of milliseconds. */
struct mdns_link {
	unsigned pending;  /* records that are to be told to all ... */
	unsigned defended; /* ... among them those that somebody probes for */
	uint32_t due;      /* ... at this time */
	unsigned told;     /* those that have ever been told, and when last */
	uint32_t told_at[MDNS_RECORDS];
};

/* A query that is not complete: more known answers may follow (the TC bit). */
struct mdns_more {
	struct net_datagram from;
	unsigned wanted, unicast;
	uint32_t due;
};

struct mdns {
	enum mdns_state state;
	int step;
	uint32_t next; /* when the next step is due */
	char name[MDNS_NAME_MAX + 1];
	uint32_t random; /* the last random number, not 0 */
	int number;      /* the name's: NAME, NAME-2, NAME-3 ... */
	int conflicts;   /* since there was peace last */
	uint32_t conflict_at;
	struct mdns_host host;
	struct net_interface interfaces[NET_INTERFACES];
	int interface_count;
	struct mdns_link links[NET_INTERFACES][2]; /* IPv4, IPv6 */
	struct mdns_more more;                     /* wanted or unicast is not 0: there is one */
	void (*send)(const struct net_datagram *to, const void *bytes, size_t len);
	unsigned char in[MDNS_IN], out[MDNS_OUT];
};

#endif
