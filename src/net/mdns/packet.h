/* packet.h: reads and writes packets of multicast DNS and DNS-SD (RFC 6762, RFC 6763). Pure functions. */
#ifndef NET_MDNS_PACKET_H
#define NET_MDNS_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "net/mdns/record.h"

/* The parts of a packet that concern this host. */
struct mdns_packet {
	bool response;      /* else a query */
	bool truncated;     /* a query whose known answers continue in the next packet */
	bool conflict;      /* a response: another host uses the name of this host or of one of its services */
	bool probe;         /* a query: another host probes for such a name */
	int rival;          /* the tiebreak of that probe: more than 0: the other host wins */
	unsigned wanted;    /* records that are asked for by multicast */
	unsigned unicast;   /* records that are asked for by unicast */
	unsigned known;     /* known answers: records that the other host has already */
	int questions_end;  /* offset of the end of the questions, bytes */
	unsigned questions; /* number of questions */
};

/* Reads a packet that arrived on interface `on`. False: it is malformed. */
bool mdns_read(const unsigned char *bytes, int len, const struct mdns_host *host, const struct net_interface *on,
               struct mdns_packet *p);

/* A packet being written. Records that do not fit are left out. */
struct mdns_writer {
	unsigned char *bytes;
	int len, size;
	const struct mdns_host *host;
	const struct net_interface *on;
	uint16_t node_at[MDNS_NODES]; /* offset at which each node's name has been written; 0: not yet */
};

/* Starts a packet: a response with this ID, or a query. */
void mdns_begin(struct mdns_writer *w, bool response, unsigned id);

/* Copies the questions of packet `p`, whose bytes are at `bytes`. Directly after mdns_begin. */
void mdns_repeat_questions(struct mdns_writer *w, const unsigned char *bytes, const struct mdns_packet *p);

/* Writes the questions and records of a probe (RFC 6762 section 8.1). */
void mdns_write_probe(struct mdns_writer *w);

/* Ways to write records. */
enum mdns_manner {
	MDNS_TELL,   /* normal TTL; unique records have the cache-flush bit */
	MDNS_LEGACY, /* for a legacy resolver (RFC 6762 section 6.7): TTL 10 seconds, no cache-flush bit */
	MDNS_BYE     /* goodbye: TTL 0, others forget them */
};

/* Adds records as answers, or then as additional records. Both return how many were added. */
int mdns_write_answers(struct mdns_writer *w, unsigned records, enum mdns_manner manner);
int mdns_write_additional(struct mdns_writer *w, unsigned records, enum mdns_manner manner);

/* The additional records for an answer: those of `existing` that the asking host needs next. */
unsigned mdns_useful_with(unsigned records, unsigned existing);

#endif
