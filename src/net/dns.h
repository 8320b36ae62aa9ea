/* dns.h: a question to a nameserver, and its answer. RFC 1035; RFC 3596 for IPv6. */
#ifndef NET_DNS_H
#define NET_DNS_H

#include <stdint.h>

#include "net/dial.h"
#include "net/dns_wire.h"

/* Bytes of a question, and of an answer over UDP (RFC 1035 section 2.3.4). */
#define DNS_QUESTION_MAX (DNS_HEADER + DNS_LABELS_MAX + DNS_QUESTION_TAIL)
#define DNS_ANSWER_MAX 512

enum dns_type { DNS_A = 1, DNS_AAAA = 28 };

/* Who is asked, and how patiently. */
#define DNS_SERVERS 3
struct dns_servers {
	struct dial_address server[DNS_SERVERS];
	int port; /* 53 */
	int count;
	int timeout_ms; /* for each server, each time */
	int attempts;   /* how often all servers are asked */
};

/* Writes a question for the addresses of `name` (no dot at its end) into DNS_QUESTION_MAX bytes. Returns its length;
 * -1 when that cannot be a name. */
int dns_question(unsigned char *to, uint16_t id, const char *name, enum dns_type type);

/* What dns_answer says instead of a number of addresses. */
#define DNS_UNASKED -1 /* not an answer to that question, or no DNS message at all */
#define DNS_FAILED -2  /* the nameserver could not find out */

/* Finds addresses in a message of len bytes that may be the answer to that question, following aliases. Returns how
 * many there are, `most` at most; of an answer that was truncated, those that are whole. */
int dns_answer(const unsigned char *message, int len, uint16_t id, const char *name, enum dns_type type,
               struct dial_address *to, int most);

/* Asks for both kinds of addresses of `name`. Returns how many there are, `most` at most; DNS_FAILED when no server
 * knew an answer. */
int dns_lookup(const struct dns_servers *servers, const char *name, struct dial_address *to, int most);

#endif
