/* packet.h: packets of multicast DNS and DNS-SD (RFC 6762, RFC 6763), read and written. Pure; keeps nothing. */
#ifndef NET_MDNS_PACKET_H
#define NET_MDNS_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "net/mdns/record.h"

/* What a packet wants of the host, or says about it. */
struct mdns_packet {
	bool response;      /* else a query */
	bool truncated;     /* a query whose known answers go on in the next packet */
	bool conflict;      /* a response: somebody else has the host's name, or that of a service */
	bool probe;         /* a query of somebody who wants such a name */
	int rival;          /* ... for itself: more than 0 if its records are greater than the host's, and it wins */
	unsigned wanted;    /* records that are asked for, to be told to all ... */
	unsigned unicast;   /* ... and to whoever asks */
	unsigned known;     /* records that it has already */
	int questions_end;  /* where the questions end, bytes */
	unsigned questions; /* how many there are */
};

/* Reads a packet that came by interface `on`. False: it is malformed. */
bool mdns_read(const unsigned char *bytes, int len, const struct mdns_host *host, const struct net_interface *on,
               struct mdns_packet *p);

/* A packet in the making. What does not fit is left out. */
struct mdns_writer {
	unsigned char *bytes;
	int len, size;
	const struct mdns_host *host;
	const struct net_interface *on;
	uint16_t node_at[MDNS_NODES]; /* where a name, or the end of one, has been written; 0: nowhere */
};

/* Starts a packet. A response of this id, or a query; it may go on with questions of another packet. */
void mdns_begin(struct mdns_writer *w, bool response, unsigned id);
void mdns_repeat_questions(struct mdns_writer *w, const unsigned char *bytes, const struct mdns_packet *p);

/* The questions and records of a probe (RFC 6762 section 8.1). */
void mdns_write_probe(struct mdns_writer *w);

/* How records are written. */
enum mdns_manner {
	MDNS_TELL,   /* others replace what they have by those that are the host's alone */
	MDNS_LEGACY, /* for a plain resolver (RFC 6762 section 6.7): kept for 10 seconds, nothing replaced */
	MDNS_BYE     /* others forget them */
};

/* Adds records as answers, and afterwards others as additional ones. Returns how many. */
int mdns_write_answers(struct mdns_writer *w, unsigned records, enum mdns_manner manner);
int mdns_write_additional(struct mdns_writer *w, unsigned records, enum mdns_manner manner);

/* What whoever asks for these records will ask for next. */
unsigned mdns_useful_with(unsigned records, unsigned existing);

#endif
