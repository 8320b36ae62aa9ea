/* read.c: parses incoming packets of multicast DNS (packet.h).
 *
 * A packet is parsed in one pass. The tiebreak of simultaneous probes reads it
 * again for each record of the name. Records and questions for other hosts'
 * names are skipped. Stateless.
 */
#include "net/mdns/packet.h"

#include <string.h>

#define CLASS_ANY 255
#define HEADER_RESPONSE 0x8000u
#define HEADER_TRUNCATED 0x0200u
#define HEADER_IGNORED 0x780fu /* opcode and response code; packets with others than 0 are ignored: 18.3, 18.11 */

struct reading {
	struct dns_message m;
	const struct mdns_host *host;
	const struct net_interface *on;
	struct mdns_packet *p;
	unsigned answers, authority;       /* numbers of records in these sections */
	int authority_at;                  /* offset of the authority section */
	uint16_t probed;                   /* set of our nodes that have records in the authority section */
	unsigned char known[MDNS_RECORDS]; /* known answers of each kind */
};

/* The records that answer a question. If a name has none of the type, that is its NSEC record, if there is one. */
static unsigned records_asked(const struct reading *r, int node, unsigned type)
{
	unsigned records = 0, nsec = 0;

	for (int record = 0; record < MDNS_RECORDS; record++) {
		if (mdns_owner(record) != node)
			continue;
		if (mdns_type(record) == MDNS_TYPE_NSEC)
			nsec = mdns_count(r->host, r->on, record) > 0 ? 1u << record : 0;
		else if ((type == MDNS_TYPE_ANY || type == mdns_type(record)) && mdns_count(r->host, r->on, record) > 0)
			records |= 1u << record;
	}
	return records != 0 ? records : nsec;
}

static int read_questions(struct reading *r)
{
	char name[DNS_NAME_MAX + 1];
	int at = DNS_HEADER;

	for (unsigned i = 0; i < r->p->questions; i++) {
		unsigned type, class;
		int node;
		at = dns_wire_get_name(&r->m, at, name);
		if (at < 0 || at + DNS_QUESTION_TAIL > r->m.len)
			return -1;
		type = dns_wire_get16(r->m.bytes + at);
		class = dns_wire_get16(r->m.bytes + at + 2);
		at += DNS_QUESTION_TAIL;
		node = mdns_node_named(r->host, name);
		if (node < 0 || ((class & ~MDNS_TOP_BIT) != DNS_CLASS_IN && (class & ~MDNS_TOP_BIT) != CLASS_ANY))
			continue;
		*(class & MDNS_TOP_BIT ? &r->p->unicast : &r->p->wanted) |= records_asked(r, node, type);
	}
	return at;
}

/* The kind of our own record that equals this record of a packet; -1: we have no such record. */
static int own_record(const struct reading *r, const struct dns_record *record, int node)
{
	struct mdns_canonical theirs, ours;

	if (!mdns_canonical_other(&theirs, &r->m, record))
		return -1;
	for (int k = 0; k < MDNS_RECORDS; k++)
		for (int i = 0; mdns_owner(k) == node && i < mdns_count(r->host, r->on, k); i++) {
			mdns_canonical_own(&ours, r->host, r->on, k, i);
			if (mdns_compare(&ours, &theirs) == 0)
				return k;
		}
	return -1;
}

/* Whether records of this type at this name are unique: no other host may have them. */
static bool is_unique(int node, unsigned type)
{
	return (node == MDNS_HOST || node >= MDNS_INSTANCES) &&
	       (type == MDNS_TYPE_A || type == MDNS_TYPE_AAAA || type == MDNS_TYPE_SRV || type == MDNS_TYPE_TXT);
}

/* A record of the answer section: in a query a known answer; in a response a possible conflict. */
static void read_answer(struct reading *r, const struct dns_record *record, int node)
{
	int own = own_record(r, record, node);

	if (r->p->response)
		r->p->conflict |= own < 0 && record->ttl > 0 && is_unique(node, record->type);
	else if (own >= 0 && record->ttl >= mdns_ttl(own) / 2 && ++r->known[own] == mdns_count(r->host, r->on, own))
		r->p->known |= 1u << own;
}

/* Reads n records from offset `at`. Returns the offset of their end; -1: malformed. */
static int read_records(struct reading *r, int at, unsigned n, bool authority)
{
	struct dns_record record;

	for (unsigned i = 0; i < n; i++) {
		int node;
		at = dns_wire_get_record(&r->m, at, &record);
		if (at < 0)
			return -1;
		node = (record.class & ~MDNS_TOP_BIT) == DNS_CLASS_IN ? mdns_node_named(r->host, record.owner) : -1;
		if (node < 0)
			continue;
		if (!authority)
			read_answer(r, &record, node);
		else if (node == MDNS_HOST || node >= MDNS_INSTANCES)
			r->probed |= (uint16_t)(1u << node);
	}
	return at;
}

/* ---- tiebreak of simultaneous probes (RFC 6762 section 8.2) ---- */

/* Both find the smallest record of a node that is greater than `last`: next_own among our records, next_other among the
 * rival's. False: there is none. */
static bool next_own(const struct reading *r, int node, const struct mdns_canonical *last, struct mdns_canonical *next)
{
	bool found = false;
	struct mdns_canonical c;

	for (int k = 0; k < MDNS_RECORDS; k++)
		for (int i = 0;
		     mdns_owner(k) == node && mdns_type(k) != MDNS_TYPE_NSEC && i < mdns_count(r->host, r->on, k);
		     i++) {
			mdns_canonical_own(&c, r->host, r->on, k, i);
			if (mdns_compare(&c, last) > 0 && (!found || mdns_compare(&c, next) < 0)) {
				*next = c;
				found = true;
			}
		}
	return found;
}

static bool next_other(const struct reading *r, int node, const struct mdns_canonical *last,
                       struct mdns_canonical *next)
{
	int at = r->authority_at;
	bool found = false;
	struct dns_record record;
	struct mdns_canonical c;

	for (unsigned i = 0; i < r->authority && (at = dns_wire_get_record(&r->m, at, &record)) >= 0; i++) {
		if ((record.class & ~MDNS_TOP_BIT) != DNS_CLASS_IN || mdns_node_named(r->host, record.owner) != node ||
		    !mdns_canonical_other(&c, &r->m, &record))
			continue;
		if (mdns_compare(&c, last) > 0 && (!found || mdns_compare(&c, next) < 0)) {
			*next = c;
			found = true;
		}
	}
	return found;
}

#define MOST_COMPARED (NET_ADDRESSES + 2) /* most records that we have of one name */

/* The tiebreak for one name: more than 0: the rival wins. Compares both sets of records in sorted order, until two
 * differ or one set ends. Not inlined, because its stack frame is large. */
__attribute__((noinline)) static int contest(const struct reading *r, int node)
{
	struct mdns_canonical last = { .len = 0 }, ours, theirs;

	for (int i = 0; i <= MOST_COMPARED; i++) {
		bool own = next_own(r, node, &last, &ours), other = next_other(r, node, &last, &theirs);
		int order = own && other ? mdns_compare(&theirs, &ours) : other - own;
		if (order != 0 || !own)
			return order;
		last = ours;
	}
	return 0;
}

bool mdns_read(const unsigned char *bytes, int len, const struct mdns_host *host, const struct net_interface *on,
               struct mdns_packet *p)
{
	struct reading r = { .m = { bytes, len }, .host = host, .on = on, .p = p };
	unsigned flags;

	*p = (struct mdns_packet){ .response = false };
	if (len < DNS_HEADER)
		return false;
	flags = dns_wire_get16(bytes + 2);
	if ((flags & HEADER_IGNORED) != 0)
		return false;
	p->response = (flags & HEADER_RESPONSE) != 0;
	p->truncated = !p->response && (flags & HEADER_TRUNCATED) != 0;
	p->questions = dns_wire_get16(bytes + 4);
	r.answers = dns_wire_get16(bytes + 6);
	r.authority = dns_wire_get16(bytes + 8);
	p->questions_end = read_questions(&r);
	if (p->questions_end < 0)
		return false;
	r.authority_at = read_records(&r, p->questions_end, r.answers, false);
	if (r.authority_at < 0 || read_records(&r, r.authority_at, p->response ? 0 : r.authority, true) < 0)
		return false;
	p->probe = r.probed != 0;
	for (int node = MDNS_HOST; node < MDNS_NODES && p->rival == 0; node++)
		if (r.probed & 1u << node)
			p->rival = contest(&r, node);
	return true;
}
