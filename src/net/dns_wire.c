/* dns_wire.c: names, numbers and records in the wire format of DNS.
 *
 * The only parser of DNS names: for answers of nameservers (dns.c) and for
 * packets of multicast DNS (mdns/read.c). Stateless.
 */
#include "net/dns_wire.h"

#include <string.h>

#include "base/buf.h"

unsigned dns_wire_get16(const unsigned char *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

void dns_wire_put16(unsigned char *p, unsigned value)
{
	p[0] = (unsigned char)(value >> 8);
	p[1] = (unsigned char)value;
}

int dns_wire_put_name(unsigned char *to, const char *name)
{
	unsigned char *p = to;

	if (*name == '\0' || strlen(name) > DNS_NAME_MAX)
		return -1;
	for (;;) {
		size_t n = strcspn(name, ".");
		if (n == 0 || n > DNS_LABEL_MAX)
			return -1;
		*p++ = (unsigned char)n;
		memcpy(p, name, n);
		p += n;
		name += n;
		if (*name++ == '\0')
			break;
	}
	*p++ = 0;
	return (int)(p - to);
}

/* The target of a compression pointer; -1: not a pointer, or its target is not before `limit`. */
static int follow(const struct dns_message *m, int at, int limit)
{
	int to;

	if ((m->bytes[at] & 0xc0) != 0xc0 || at + 2 > m->len)
		return -1;
	to = (int)(dns_wire_get16(m->bytes + at) & 0x3fff);
	return to < limit ? to : -1;
}

/* Each compression pointer must lead further back than the one before, so there are no loops. */
int dns_wire_get_name(const struct dns_message *m, int at, char *text)
{
	int next = -1, limit = at;
	struct buf b;

	buf_init(&b, text, DNS_NAME_MAX + 1);
	while (at < m->len && m->bytes[at] != 0) {
		int n = m->bytes[at];
		if (n > DNS_LABEL_MAX) {
			int to = follow(m, at, limit);
			if (to < 0)
				return -1;
			if (next < 0)
				next = at + 2;
			at = limit = to;
			continue;
		}
		if (at + 1 + n > m->len)
			return -1;
		if (b.len > 0)
			buf_char(&b, '.');
		for (at++; n > 0; n--, at++)
			buf_char(&b, m->bytes[at] == '.' || m->bytes[at] == '\0' ? '?' : (char)m->bytes[at]);
	}
	if (at >= m->len || b.overflow)
		return -1;
	return next < 0 ? at + 1 : next;
}

int dns_wire_get_record(const struct dns_message *m, int at, struct dns_record *r)
{
	const unsigned char *tail;

	at = dns_wire_get_name(m, at, r->owner);
	if (at < 0 || at + DNS_RECORD_TAIL > m->len)
		return -1;
	tail = m->bytes + at;
	r->type = dns_wire_get16(tail);
	r->class = dns_wire_get16(tail + 2);
	r->ttl = (uint32_t)dns_wire_get16(tail + 4) << 16 | dns_wire_get16(tail + 6);
	r->len = (int)dns_wire_get16(tail + 8);
	r->data = at + DNS_RECORD_TAIL;
	return r->data + r->len <= m->len ? r->data + r->len : -1;
}
