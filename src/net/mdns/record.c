/* record.c: this host's names and records in multicast DNS.
 *
 * Names share their suffixes, so each is a node of a small tree whose root is
 * "local". The set of records follows from the interface's addresses and the
 * services' ports. Stateless.
 */
#include "net/mdns/record.h"

#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"

/* TTLs, seconds. The short one is for records that contain the host's name or address. */
#define LONG_TTL 4500
#define SHORT_TTL 120

/* ---- names ---- */

static const struct {
	const char *label; /* NULL: the host's label */
	signed char rest;
} nodes[MDNS_NODES] = {
	[MDNS_LOCAL] = { "local", -1 },
	[MDNS_TCP] = { "_tcp", MDNS_LOCAL },
	[MDNS_UDP] = { "_udp", MDNS_LOCAL },
	[MDNS_META_NAME] = { "_services._dns-sd", MDNS_UDP },
	[MDNS_HOST] = { NULL, MDNS_LOCAL },
	[MDNS_TYPES + MDNS_IRC] = { "_irc", MDNS_TCP },
	[MDNS_TYPES + MDNS_HTTP] = { "_http", MDNS_TCP },
	[MDNS_INSTANCES + MDNS_IRC] = { NULL, MDNS_TYPES + MDNS_IRC },
	[MDNS_INSTANCES + MDNS_HTTP] = { NULL, MDNS_TYPES + MDNS_HTTP },
};

const char *mdns_label(const struct mdns_host *host, int node)
{
	return nodes[node].label != NULL ? nodes[node].label : host->label;
}

static void name_of(const struct mdns_host *host, int node, char *text)
{
	struct buf b;

	buf_init(&b, text, DNS_NAME_MAX + 1);
	for (; node >= 0; node = nodes[node].rest)
		buf_fmt(&b, nodes[node].rest >= 0 ? "%s." : "%s", mdns_label(host, node));
}

int mdns_rest(int node)
{
	return nodes[node].rest;
}

int mdns_node_named(const struct mdns_host *host, const char *text)
{
	char name[DNS_NAME_MAX + 1];

	for (int node = MDNS_META_NAME; node < MDNS_NODES; node++) {
		name_of(host, node, name);
		if (ascii_equal(name, text))
			return node;
	}
	return -1;
}

/* ---- records ---- */

static int service_of(int record)
{
	return (record - MDNS_OF_SERVICE) / MDNS_PER_SERVICE;
}

static int kind_of(int record)
{
	return record < MDNS_OF_SERVICE ? -1 : (record - MDNS_OF_SERVICE) % MDNS_PER_SERVICE;
}

int mdns_owner(int record)
{
	int kind = kind_of(record);

	return kind < 0            ? MDNS_HOST
	       : kind == MDNS_META ? MDNS_META_NAME
	       : kind == MDNS_PTR  ? MDNS_TYPES + service_of(record)
	                           : MDNS_INSTANCES + service_of(record);
}

unsigned mdns_type(int record)
{
	static const unsigned char own[] = { MDNS_TYPE_A, MDNS_TYPE_AAAA, MDNS_TYPE_NSEC };
	static const unsigned char of_service[] = { MDNS_TYPE_PTR, MDNS_TYPE_PTR, MDNS_TYPE_SRV, MDNS_TYPE_TXT,
		                                    MDNS_TYPE_NSEC };

	return record < MDNS_OF_SERVICE ? own[record] : of_service[kind_of(record)];
}

int mdns_target(int record)
{
	int kind = kind_of(record);

	return kind == MDNS_SRV    ? MDNS_HOST
	       : kind == MDNS_META ? MDNS_TYPES + service_of(record)
	                           : MDNS_INSTANCES + service_of(record);
}

uint32_t mdns_ttl(int record)
{
	int kind = kind_of(record);

	return kind == MDNS_META || kind == MDNS_PTR || kind == MDNS_TXT ? LONG_TTL : SHORT_TTL;
}

static bool is_link_local(const struct net_address *a)
{
	return a->family == 6 && a->bytes[0] == 0xfe && (a->bytes[1] & 0xc0) == 0x80;
}

/* An IPv6 link-local address is announced only if there is no other address. Many resolvers return it without the
 * interface, and then no client can connect to it. */
const unsigned char *mdns_address(const struct net_interface *on, int family, int i)
{
	bool others = false;

	for (int k = 0; k < on->count; k++)
		others |= !is_link_local(&on->address[k]);
	for (int k = 0; k < on->count; k++)
		if (on->address[k].family == family && !(others && is_link_local(&on->address[k])) && i-- == 0)
			return on->address[k].bytes;
	return NULL;
}

int mdns_count(const struct mdns_host *host, const struct net_interface *on, int record)
{
	int n = 0;

	if (record >= MDNS_OF_SERVICE)
		return host->port[service_of(record)] != 0;
	if (record == MDNS_NSEC)
		return 1;
	while (mdns_address(on, record == MDNS_A ? 4 : 6, n) != NULL)
		n++;
	return n;
}

unsigned mdns_existing(const struct mdns_host *host, const struct net_interface *on)
{
	unsigned all = 0;

	for (int record = 0; record < MDNS_RECORDS; record++)
		if (mdns_type(record) != MDNS_TYPE_NSEC && mdns_count(host, on, record) > 0)
			all |= 1u << record;
	return all;
}

/* ---- canonical form of records, for comparisons ---- */

static void canonical_data(struct mdns_canonical *c, const unsigned char *bytes, int len)
{
	if (len > (int)sizeof c->bytes - c->len)
		len = (int)sizeof c->bytes - c->len;
	memcpy(c->bytes + c->len, bytes, (size_t)len);
	c->len += len;
}

static void canonical_name(struct mdns_canonical *c, char *name)
{
	unsigned char labels[DNS_LABELS_MAX];
	int n;

	for (char *p = name; *p != '\0'; p++)
		*p = ascii_fold(*p);
	n = dns_wire_put_name(labels, name);
	canonical_data(c, labels, n > 0 ? n : 0);
}

/* The data of TXT: the path of the web page, or one empty string (RFC 6763 section 6.1). */
const unsigned char *mdns_text(int record, int *len)
{
	static const unsigned char web[] = "\6path=/", nothing[] = "";
	bool http = service_of(record) == MDNS_HTTP;

	*len = http ? (int)sizeof web - 1 : 1;
	return http ? web : nothing;
}

void mdns_canonical_own(struct mdns_canonical *c, const struct mdns_host *host, const struct net_interface *on,
                        int record, int i)
{
	unsigned char srv[6] = { 0 };
	char name[DNS_NAME_MAX + 1];
	int kind = kind_of(record), len;
	const unsigned char *text;

	dns_wire_put16(c->bytes, mdns_type(record));
	c->len = 2;
	if (record == MDNS_A) {
		canonical_data(c, mdns_address(on, 4, i), 4);
	} else if (record == MDNS_AAAA) {
		canonical_data(c, mdns_address(on, 6, i), 16);
	} else if (kind == MDNS_TXT) {
		text = mdns_text(record, &len);
		canonical_data(c, text, len);
	} else if (record != MDNS_NSEC && kind != MDNS_SERVICE_NSEC) {
		if (kind == MDNS_SRV) {
			dns_wire_put16(srv + 4, host->port[service_of(record)]);
			canonical_data(c, srv, sizeof srv);
		}
		name_of(host, mdns_target(record), name);
		canonical_name(c, name);
	}
}

bool mdns_canonical_other(struct mdns_canonical *c, const struct dns_message *m, const struct dns_record *r)
{
	int before = r->type == MDNS_TYPE_SRV ? 6 : 0;
	char name[DNS_NAME_MAX + 1];

	dns_wire_put16(c->bytes, r->type);
	c->len = 2;
	if (r->type != MDNS_TYPE_SRV && r->type != MDNS_TYPE_PTR) {
		canonical_data(c, m->bytes + r->data, r->len);
		return true;
	}
	if (r->len <= before || dns_wire_get_name(m, r->data + before, name) < 0)
		return false;
	canonical_data(c, m->bytes + r->data, before);
	canonical_name(c, name);
	return true;
}

int mdns_compare(const struct mdns_canonical *a, const struct mdns_canonical *b)
{
	int order = memcmp(a->bytes, b->bytes, (size_t)(a->len < b->len ? a->len : b->len));

	return order != 0 ? order : a->len - b->len;
}
