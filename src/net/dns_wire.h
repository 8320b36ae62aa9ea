/* dns_wire.h: names, numbers and records as DNS messages carry them (RFC 1035 section 4.1). Pure; keeps nothing. */
#ifndef NET_DNS_WIRE_H
#define NET_DNS_WIRE_H

#include <stdint.h>

/* Bytes of a name in text form, without its NUL, and as labels, with the empty one at its end. */
#define DNS_NAME_MAX 253
#define DNS_LABELS_MAX (DNS_NAME_MAX + 2)

/* RFC 1035 sections 4.1.1 to 4.1.3: the header, what follows the name of a question, and that of a record. */
#define DNS_HEADER 12
#define DNS_QUESTION_TAIL 4
#define DNS_RECORD_TAIL 10
#define DNS_LABEL_MAX 63
#define DNS_CLASS_IN 1

unsigned dns_get16(const unsigned char *p);
void dns_put16(unsigned char *p, unsigned value);

/* Writes a name (no dot at its end) as labels, DNS_LABELS_MAX bytes at most. Returns how many; -1 when it is none. */
int dns_put_name(unsigned char *to, const char *name);

struct dns_message {
	const unsigned char *bytes;
	int len;
};

/* Reads the name at `at` as text into DNS_NAME_MAX + 1 bytes. Returns where what is behind it begins; -1 when it is
 * malformed. A dot or a NUL inside a label becomes a question mark: text could not tell it from the end of a label. */
int dns_get_name(const struct dns_message *m, int at, char *text);

struct dns_record {
	char owner[DNS_NAME_MAX + 1];
	unsigned type, class;
	uint32_t ttl;  /* seconds */
	int data, len; /* where its data is in the message, bytes */
};

/* Reads the record at `at`; returns where the next one begins, -1 when the message ends before. */
int dns_get_record(const struct dns_message *m, int at, struct dns_record *r);

#endif
