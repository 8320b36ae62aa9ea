/* write.c: writes packets of multicast DNS (packet.h).
 *
 * Names are compressed: a pointer replaces a suffix that has been written
 * before. A record that does not fit is removed as a whole. Stateless.
 */
#include "net/mdns/packet.h"

#include <string.h>

#define HEADER_RESPONSE 0x8400u /* and authoritative */
#define LEGACY_TTL 10

static void put(struct mdns_writer *w, const void *bytes, int len)
{
	if (w->len + len <= w->size)
		memcpy(w->bytes + w->len, bytes, (size_t)len);
	w->len += len; /* may exceed the size: the writer of the record checks with fits() */
}

static void put16(struct mdns_writer *w, unsigned value)
{
	unsigned char bytes[2];

	dns_wire_put16(bytes, value);
	put(w, bytes, 2);
}

/* Writes a name, compressed unless `whole`. */
static void put_name(struct mdns_writer *w, int node, bool whole)
{
	for (; node >= 0; node = mdns_rest(node)) {
		unsigned char labels[DNS_LABELS_MAX];
		int n;
		if (w->node_at[node] != 0 && !whole) {
			put16(w, 0xc000u | w->node_at[node]);
			return;
		}
		w->node_at[node] = (uint16_t)w->len;
		n = dns_wire_put_name(labels, mdns_label(w->host, node));
		put(w, labels, n - 1);
	}
	put(w, "", 1);
}

/* Whether everything written fits. If not, removes what has been written since offset `from`. */
static bool fits(struct mdns_writer *w, int from)
{
	if (w->len <= w->size)
		return true;
	w->len = from;
	for (int node = 0; node < MDNS_NODES; node++)
		if (w->node_at[node] >= from)
			w->node_at[node] = 0;
	return false;
}

/* RFC 6762 section 6.1: a bitmap of the existing types; bit 0 is the top bit of the first byte. */
static void put_nsec(struct mdns_writer *w, int record, bool whole)
{
	unsigned char bits[5] = { 0 }, len = sizeof bits;
	int node = mdns_owner(record);

	for (int k = 0; k < MDNS_RECORDS; k++)
		if (mdns_owner(k) == node && mdns_type(k) != MDNS_TYPE_NSEC && mdns_count(w->host, w->on, k) > 0)
			bits[mdns_type(k) / 8] |= (unsigned char)(0x80 >> mdns_type(k) % 8);
	while (len > 1 && bits[len - 1] == 0) /* RFC 4034 section 4.1.2 */
		len--;
	put_name(w, node, whole);
	put(w, (const unsigned char[]){ 0, len }, 2);
	put(w, bits, len);
}

/* `whole`: no compressed names in NSEC and SRV, which a legacy resolver need not understand (18.14). */
static void put_data(struct mdns_writer *w, int record, int i, bool whole)
{
	unsigned type = mdns_type(record);
	const unsigned char *text;
	int len;

	if (type == MDNS_TYPE_NSEC) {
		put_nsec(w, record, whole);
	} else if (record == MDNS_A || record == MDNS_AAAA) {
		int family = record == MDNS_A ? 4 : 6;
		put(w, mdns_address(w->on, family, i), family == 4 ? 4 : 16);
	} else if (type == MDNS_TYPE_TXT) {
		text = mdns_text(record, &len);
		put(w, text, len);
	} else if (type == MDNS_TYPE_SRV) {
		put(w, (const unsigned char[4]){ 0 }, 4);
		put16(w, w->host->port[mdns_owner(record) - MDNS_INSTANCES]);
		put_name(w, mdns_target(record), whole);
	} else {
		put_name(w, mdns_target(record), false);
	}
}

static bool put_record(struct mdns_writer *w, int record, int i, enum mdns_manner manner, bool flush)
{
	bool alone = (MDNS_SHARED & 1u << record) == 0;
	unsigned class = DNS_CLASS_IN | (flush && alone && manner != MDNS_LEGACY ? MDNS_TOP_BIT : 0);
	uint32_t ttl = mdns_ttl(record);
	int from = w->len, data;

	if (manner != MDNS_TELL)
		ttl = manner == MDNS_BYE ? 0 : LEGACY_TTL;
	put_name(w, mdns_owner(record), false);
	put16(w, mdns_type(record));
	put16(w, class);
	put16(w, ttl >> 16);
	put16(w, ttl & 0xffff);
	put16(w, 0);
	data = w->len;
	put_data(w, record, i, manner == MDNS_LEGACY);
	if (!fits(w, from))
		return false;
	dns_wire_put16(w->bytes + data - 2, (unsigned)(w->len - data));
	return true;
}

enum { QUESTIONS_AT = 4, ANSWERS_AT = 6, AUTHORITY_AT = 8, ADDITIONAL_AT = 10 };

static int put_records(struct mdns_writer *w, unsigned records, enum mdns_manner manner, bool flush, int counter)
{
	int n = 0;

	for (int record = 0; record < MDNS_RECORDS; record++)
		for (int i = 0; (records & 1u << record) != 0 && i < mdns_count(w->host, w->on, record); i++)
			n += put_record(w, record, i, manner, flush);
	dns_wire_put16(w->bytes + counter, dns_wire_get16(w->bytes + counter) + (unsigned)n);
	return n;
}

void mdns_begin(struct mdns_writer *w, bool response, unsigned id)
{
	memset(w->bytes, 0, DNS_HEADER);
	memset(w->node_at, 0, sizeof w->node_at);
	w->len = DNS_HEADER;
	dns_wire_put16(w->bytes, id);
	dns_wire_put16(w->bytes + 2, response ? HEADER_RESPONSE : 0);
}

void mdns_repeat_questions(struct mdns_writer *w, const unsigned char *bytes, const struct mdns_packet *p)
{
	put(w, bytes + DNS_HEADER, p->questions_end - DNS_HEADER);
	if (fits(w, DNS_HEADER))
		dns_wire_put16(w->bytes + QUESTIONS_AT, p->questions);
}

void mdns_write_probe(struct mdns_writer *w)
{
	unsigned records = mdns_existing(w->host, w->on) & ~MDNS_SHARED, n = 0;

	for (int node = MDNS_HOST; node < MDNS_NODES; node++) {
		int from = w->len;
		if (node != MDNS_HOST && (node < MDNS_INSTANCES || w->host->port[node - MDNS_INSTANCES] == 0))
			continue;
		put_name(w, node, false);
		put16(w, MDNS_TYPE_ANY);
		put16(w, DNS_CLASS_IN | MDNS_TOP_BIT);
		n += fits(w, from);
	}
	dns_wire_put16(w->bytes + QUESTIONS_AT, n);
	(void)put_records(w, records, MDNS_TELL, false, AUTHORITY_AT);
}

int mdns_write_answers(struct mdns_writer *w, unsigned records, enum mdns_manner manner)
{
	return put_records(w, records, manner, true, ANSWERS_AT);
}

int mdns_write_additional(struct mdns_writer *w, unsigned records, enum mdns_manner manner)
{
	return put_records(w, records, manner, true, ADDITIONAL_AT);
}

unsigned mdns_useful_with(unsigned records, unsigned existing)
{
	const unsigned addresses = 1u << MDNS_A | 1u << MDNS_AAAA;
	unsigned useful = 0;

	for (int service = 0; service < MDNS_SERVICES; service++) {
		if (records & MDNS_BIT(service, MDNS_PTR))
			useful |= MDNS_BIT(service, MDNS_SRV) | MDNS_BIT(service, MDNS_TXT) | addresses;
		if (records & MDNS_BIT(service, MDNS_SRV))
			useful |= addresses;
	}
	if (records & (addresses | 1u << MDNS_NSEC))
		useful |= addresses;
	useful &= existing;
	/* With addresses of one family only, NSEC tells the asking host not to wait for the other. */
	if ((useful | records) & addresses && (existing & addresses) != addresses)
		useful |= 1u << MDNS_NSEC;
	return useful & ~records;
}
