/* record.h: the names and records that a host has in multicast DNS, and how two records are compared. Pure. */
#ifndef NET_MDNS_RECORD_H
#define NET_MDNS_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "net/dns_wire.h"
#include "net/net.h"

/* Bytes of the host's name, without .local: a label, with room for the number that tells two hosts apart ("-9999"). */
#define MDNS_LABEL_MAX DNS_LABEL_MAX
#define MDNS_NAME_MAX (MDNS_LABEL_MAX - 5)

/* What is announced: NAME.local, and these services of it. */
enum mdns_service { MDNS_IRC, MDNS_HTTP, MDNS_SERVICES };
struct mdns_host {
	char label[MDNS_LABEL_MAX + 1];
	uint16_t port[MDNS_SERVICES]; /* 0: there is no such service */
};

/* The records of a host. A set of them is a set of bits. */
enum mdns_record { MDNS_A, MDNS_AAAA, MDNS_NSEC, MDNS_OF_SERVICE };
enum mdns_service_record { MDNS_META, MDNS_PTR, MDNS_SRV, MDNS_TXT, MDNS_SERVICE_NSEC, MDNS_PER_SERVICE };
#define MDNS_RECORDS (MDNS_OF_SERVICE + MDNS_SERVICES * MDNS_PER_SERVICE)
#define MDNS_BIT(service, record) (1u << (MDNS_OF_SERVICE + (service)*MDNS_PER_SERVICE + (record)))

/* Those that several hosts may have, each of its own; all others are the host's alone. */
#define MDNS_SHARED                                                                                      \
	(MDNS_BIT(MDNS_IRC, MDNS_META) | MDNS_BIT(MDNS_IRC, MDNS_PTR) | MDNS_BIT(MDNS_HTTP, MDNS_META) | \
	 MDNS_BIT(MDNS_HTTP, MDNS_PTR))

/* How long others may keep a record, seconds (RFC 6762 section 10). */
uint32_t mdns_ttl(int record);

/* Those that there are on an interface, but for the NSEC records, which say what there is not. */
unsigned mdns_existing(const struct mdns_host *host, const struct net_interface *on);

/* RFC 1035, 2782, 3596, 4034. */
enum mdns_type {
	MDNS_TYPE_A = 1,
	MDNS_TYPE_PTR = 12,
	MDNS_TYPE_TXT = 16,
	MDNS_TYPE_AAAA = 28,
	MDNS_TYPE_SRV = 33,
	MDNS_TYPE_NSEC = 47,
	MDNS_TYPE_ANY = 255
};
#define MDNS_TOP_BIT 0x8000u /* of a class: the answer may be sent by unicast; or it replaces what was known */

/* ---- names: each is a node of a small tree, a label in front of another node ---- */

/* Names of one service each stand in the order of enum mdns_service. */
enum mdns_node {
	MDNS_LOCAL,
	MDNS_TCP,
	MDNS_UDP,
	MDNS_META_NAME, /* the list of all types of services */
	MDNS_HOST,
	MDNS_TYPES,
	MDNS_INSTANCES = MDNS_TYPES + MDNS_SERVICES,
	MDNS_NODES = MDNS_INSTANCES + MDNS_SERVICES
};

/* A node's label, which may be two with a dot between; and the node that it stands in front of, or -1. */
const char *mdns_label(const struct mdns_host *host, int node);
int mdns_rest(int node);

/* The name of the host that a text is, in whatever case, or -1. */
int mdns_node_named(const struct mdns_host *host, const char *text);

/* ---- records ---- */

int mdns_owner(int record); /* its node */
unsigned mdns_type(int record);

/* The node that the data of a PTR or SRV record names. */
int mdns_target(int record);

/* How many records of this kind there are on an interface: of addresses there may be several. */
int mdns_count(const struct mdns_host *host, const struct net_interface *on, int record);

/* The i-th address of that family that others are told of, or NULL. */
const unsigned char *mdns_address(const struct net_interface *on, int family, int i);

/* The data of a TXT record. */
const unsigned char *mdns_text(int record, int *len);

/* A record in the form in which two are compared (RFC 6762 section 8.2): its type, then its data, with names in small
 * letters and not compressed. The host's own fit in; what is longer is cut, which changes no result. */
struct mdns_canonical {
	int len;
	unsigned char bytes[2 + 6 + MDNS_LABEL_MAX + 1 + sizeof "_http._tcp.local." + 8];
};

/* The i-th of the host's own records of a kind, NSEC aside. */
void mdns_canonical_own(struct mdns_canonical *c, const struct mdns_host *host, const struct net_interface *on,
                        int record, int i);

/* A record of a message; false when it is malformed. */
bool mdns_canonical_other(struct mdns_canonical *c, const struct dns_message *m, const struct dns_record *r);

/* Less than 0: a comes before b. */
int mdns_compare(const struct mdns_canonical *a, const struct mdns_canonical *b);

#endif
