/* record.h: this host's names and records in multicast DNS, and the comparison of records. Pure functions. */
#ifndef NET_MDNS_RECORD_H
#define NET_MDNS_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "net/dns_wire.h"
#include "net/net.h"

/* Longest host name without .local, bytes: a label, less the room for a number ("-9999") after a conflict. */
#define MDNS_LABEL_MAX DNS_LABEL_MAX
#define MDNS_NAME_MAX (MDNS_LABEL_MAX - 5)

/* The host that is announced: NAME.local, and its services. */
enum mdns_service { MDNS_IRC, MDNS_HTTP, MDNS_SERVICES };
struct mdns_host {
	char label[MDNS_LABEL_MAX + 1];
	uint16_t port[MDNS_SERVICES]; /* 0: this service is not announced */
};

/* The records of a host. A set of them is a set of bits. */
enum mdns_record { MDNS_A, MDNS_AAAA, MDNS_NSEC, MDNS_OF_SERVICE };
enum mdns_service_record { MDNS_META, MDNS_PTR, MDNS_SRV, MDNS_TXT, MDNS_SERVICE_NSEC, MDNS_PER_SERVICE };
#define MDNS_RECORDS (MDNS_OF_SERVICE + MDNS_SERVICES * MDNS_PER_SERVICE)
#define MDNS_BIT(service, record) (1u << (MDNS_OF_SERVICE + (service)*MDNS_PER_SERVICE + (record)))

/* Shared records: other hosts may have records of the same name and type. All others are unique. */
#define MDNS_SHARED                                                                                      \
	(MDNS_BIT(MDNS_IRC, MDNS_META) | MDNS_BIT(MDNS_IRC, MDNS_PTR) | MDNS_BIT(MDNS_HTTP, MDNS_META) | \
	 MDNS_BIT(MDNS_HTTP, MDNS_PTR))

/* The TTL of a record, seconds (RFC 6762 section 10). */
uint32_t mdns_ttl(int record);

/* The set of records that exist on an interface, without NSEC. */
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
#define MDNS_TOP_BIT 0x8000u /* top bit of a class: in a question unicast reply wanted; in a record cache flush */

/* ---- names: each is a node of a small tree, a label before another node ---- */

/* MDNS_TYPES + service is the name of a service's type, MDNS_INSTANCES + service that of our instance. */
enum mdns_node {
	MDNS_LOCAL,
	MDNS_TCP,
	MDNS_UDP,
	MDNS_META_NAME, /* lists all service types (RFC 6763 section 9) */
	MDNS_HOST,
	MDNS_TYPES,
	MDNS_INSTANCES = MDNS_TYPES + MDNS_SERVICES,
	MDNS_NODES = MDNS_INSTANCES + MDNS_SERVICES
};

/* A node's label; it may be two labels with a dot between them. */
const char *mdns_label(const struct mdns_host *host, int node);

/* The node after this label; -1: the name ends. */
int mdns_rest(int node);

/* The node whose name a text is, case aside; -1: not one of our names. */
int mdns_node_named(const struct mdns_host *host, const char *text);

/* ---- records ---- */

int mdns_owner(int record); /* the node of its name */
unsigned mdns_type(int record);

/* The node that a PTR or SRV record points to. */
int mdns_target(int record);

/* The number of records of this kind on an interface; there may be several addresses. */
int mdns_count(const struct mdns_host *host, const struct net_interface *on, int record);

/* The i-th announced address of a family (4 or 6); NULL: there is none. */
const unsigned char *mdns_address(const struct net_interface *on, int family, int i);

/* The data of a TXT record. */
const unsigned char *mdns_text(int record, int *len);

/* A record in canonical form, for comparisons (RFC 6762 section 8.2): its type, then its data, with names uncompressed
 * and in lower case. All our own records fit. A longer one is cut, which does not change the result. */
struct mdns_canonical {
	int len;
	unsigned char bytes[2 + 6 + MDNS_LABEL_MAX + 1 + sizeof "_http._tcp.local." + 8];
};

/* The canonical form of our i-th record of a kind, except NSEC. */
void mdns_canonical_own(struct mdns_canonical *c, const struct mdns_host *host, const struct net_interface *on,
                        int record, int i);

/* The canonical form of a record of a message. False: it is malformed. */
bool mdns_canonical_other(struct mdns_canonical *c, const struct dns_message *m, const struct dns_record *r);

/* Compares two records. Less than 0: a is smaller; 0: equal. */
int mdns_compare(const struct mdns_canonical *a, const struct mdns_canonical *b);

#endif
