/* dns_wire.h: names, numbers and records in the wire format of DNS (RFC 1035 section 4.1). Pure functions. */
#ifndef NET_DNS_WIRE_H
#define NET_DNS_WIRE_H

#include <stdint.h>

/* Longest name in text form, bytes, without its NUL. */
#define DNS_NAME_MAX 253
/* Longest name as labels, bytes, with the empty label at its end. */
#define DNS_LABELS_MAX (DNS_NAME_MAX + 2)

/* RFC 1035 sections 4.1.1 to 4.1.3, bytes: the header, and the fixed fields after the name of a question and of a
 * record. */
#define DNS_HEADER 12
#define DNS_QUESTION_TAIL 4
#define DNS_RECORD_TAIL 10
#define DNS_LABEL_MAX 63
#define DNS_CLASS_IN 1

unsigned dns_wire_get16(const unsigned char *p);
void dns_wire_put16(unsigned char *p, unsigned value);

/* Writes a name (no dot at its end) as labels, DNS_LABELS_MAX bytes at most. Returns their length; -1: not a valid
 * name. */
int dns_wire_put_name(unsigned char *to, const char *name);

struct dns_message {
	const unsigned char *bytes;
	int len;
};

/* Reads the name at `at` as text into DNS_NAME_MAX + 1 bytes. Returns the offset after it; -1: it is malformed. A dot
 * or a NUL inside a label becomes a question mark: in the text it would look like the end of the label. */
int dns_wire_get_name(const struct dns_message *m, int at, char *text);

struct dns_record {
	char owner[DNS_NAME_MAX + 1];
	unsigned type, class;
	uint32_t ttl;  /* seconds */
	int data, len; /* its data: offset in the message and length, bytes */
};

/* Reads the record at `at`. Returns the offset of the next one; -1: it is malformed, or the message ends early. */
int dns_wire_get_record(const struct dns_message *m, int at, struct dns_record *r);

#endif
