/* mdns.c: packets on port 5353. The first byte selects the state of the host, and the sender. */
#include <string.h>

#include "fuzz.h"
#include "net/mdns/mdns.h"

#define NOW 100000

static struct mdns m;

static void on_send(const struct net_datagram *to, const void *bytes, size_t len)
{
	struct dns_message message = { bytes, (int)len };
	char name[DNS_NAME_MAX + 1];
	struct dns_record r;
	unsigned records = 0;
	int at = DNS_HEADER;

	REQUIRE(len >= DNS_HEADER && len <= MDNS_OUT && to->interface == 3);
	for (unsigned i = dns_wire_get16(message.bytes + 4); i > 0; i--) {
		at = dns_wire_get_name(&message, at, name) + DNS_QUESTION_TAIL;
		REQUIRE(at > DNS_HEADER);
	}
	for (int section = 6; section <= 10; section += 2)
		records += dns_wire_get16(message.bytes + section);
	for (; records > 0; records--)
		REQUIRE((at = dns_wire_get_record(&message, at, &r)) > 0);
	REQUIRE(at == (int)len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct net_interface wire = {
		.number = 3, .count = 2, .address = { { 4, 24, { 10, 9, 0, 1 } }, { 6, 64, { 0x20, 1, [15] = 1 } } }
	};
	static const uint16_t ports[MDNS_SERVICES] = { 6667, 80 };
	struct net_datagram from = { .interface = 3, .family = 4, .peer = { 10, 9, 0, 2 }, .port = 5353 };
	uint64_t now = NOW;

	if (size < 1 || size > MDNS_IN + 1)
		return 0;
	from.multicast = data[0] & 1;
	from.port = data[0] & 2 ? 40000 : 5353;
	mdns_start(&m, "linnet", ports, on_send, now);
	m.random = 1; /* the same each time */
	mdns_set_interfaces(&m, &wire, 1, now);
	for (int i = data[0] >> 4; i > 0; i--)
		now += (unsigned)mdns_run(&m, now, 500) + 1;
	for (int i = 0; i < 2; i++) {
		memcpy(m.in, data + 1, size - 1);
		mdns_receive(&m, &from, (int)size - 1, now);
		for (int k = 0; k < 4; k++)
			now += (unsigned)mdns_run(&m, now, 500) + 1;
	}
	mdns_stop(&m);
	return 0;
}
