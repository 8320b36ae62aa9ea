/* dns.h: DNS queries: asks a nameserver and checks its answer. RFC 1035; RFC 3596 for IPv6. */
#ifndef NET_DNS_H
#define NET_DNS_H

#include <stdint.h>

#include "net/dial.h"
#include "net/dns_wire.h"

/* Sizes of a query and of an answer over UDP (RFC 1035 section 2.3.4), bytes. */
#define DNS_QUESTION_MAX (DNS_HEADER + DNS_LABELS_MAX + DNS_QUESTION_TAIL)
#define DNS_ANSWER_MAX 512

enum dns_type { DNS_A = 1, DNS_AAAA = 28 };

/* The nameservers, and the timeouts. */
#define DNS_SERVERS 3
struct dns_servers {
	struct dial_address server[DNS_SERVERS];
	int port; /* 53 */
	int count;
	int timeout_ms; /* for each attempt at each server */
	int attempts;   /* rounds through all servers */
};

/* Writes a query for the addresses of `name` (no dot at its end) into DNS_QUESTION_MAX bytes. Returns its length; -1:
 * not a valid name. */
int dns_question(unsigned char *to, uint16_t id, const char *name, enum dns_type type);

/* Results of dns_answer other than a number of addresses. */
#define DNS_UNASKED -1 /* not an answer to that question, or no DNS message at all */
#define DNS_FAILED -2  /* the nameserver reports an error, such as SERVFAIL */

/* Finds addresses in a message of len bytes that may be the answer to that question, following aliases. Returns how
 * many, `most` at most. Of a truncated answer the complete records count. */
int dns_answer(const unsigned char *message, int len, uint16_t id, const char *name, enum dns_type type,
               struct dial_address *to, int most);

/* Queries the addresses of `name` in both families. Returns how many, `most` at most; DNS_FAILED: no server gave a
 * valid answer. */
int dns_lookup(const struct dns_servers *servers, const char *name, struct dial_address *to, int most);

#endif
