/* net/mdns: packets of multicast DNS, and the states of a host's name, with a clock and a link of the test's own. */
#include <stdbool.h>
#include <stdint.h>

#include "net/mdns/mdns.h"
#include "unit.h"

static struct mdns m;
static uint64_t now;

/* The packets that were sent last, and their number. */
static unsigned char sent[2048];
static int sent_len, sent_count;
static struct net_datagram sent_to;

static void on_send(const struct net_datagram *to, const void *bytes, size_t len)
{
	memcpy(sent, bytes, len);
	sent_len = (int)len;
	sent_to = *to;
	sent_count++;
}

static const struct net_interface wire = {
	.number = 3, .count = 2, .address = { { 4, 24, { 10, 9, 0, 1 } }, { 6, 64, { 0xfe, 0x80, [15] = 1 } } }
};
static const struct net_interface wire4 = { .number = 3, .count = 1, .address = { { 4, 24, { 10, 9, 0, 1 } } } };

/* Lets time go by, as the main thread would. */
static void pass(int ms)
{
	while (ms > 0) {
		int step = mdns_run(&m, now, ms);
		step = step < 1 ? 1 : step;
		now += (unsigned)step;
		ms -= step;
	}
	(void)mdns_run(&m, now, 0);
}

static void start_on(const struct net_interface *on)
{
	static const uint16_t ports[MDNS_SERVICES] = { 6667, 80 };

	now = UINT32_MAX - 500; /* so that the 32 bits run over in each test */
	mdns_start(&m, "linnet", ports, on_send, now);
	mdns_set_interfaces(&m, on, 1, now);
	sent_count = 0;
}

/* Has its name, and has said so long ago. */
static void settle(void)
{
	start_on(&wire4);
	pass(10000);
	EXPECT_INT(m.state, MDNS_SETTLED);
	sent_count = 0;
}

/* ---- packets that others send ---- */

static unsigned char packet[1500];
static int packet_len;

static void begin(bool response)
{
	memset(packet, 0, DNS_HEADER);
	packet[2] = response ? 0x84 : 0;
	packet_len = DNS_HEADER;
}

static void put(const void *bytes, int n)
{
	memcpy(packet + packet_len, bytes, (size_t)n);
	packet_len += n;
}

static void put16(unsigned value)
{
	dns_wire_put16(packet + packet_len, value);
	packet_len += 2;
}

static void ask(const char *name, unsigned type, unsigned class)
{
	packet_len += dns_wire_put_name(packet + packet_len, name);
	put16(type);
	put16(class);
	packet[5]++;
}

/* In section 6 (answers) or 8 (authority). */
static void record(int section, const char *name, unsigned type, uint32_t ttl, const void *data, int n)
{
	packet_len += dns_wire_put_name(packet + packet_len, name);
	put16(type);
	put16(DNS_CLASS_IN);
	put16(ttl >> 16);
	put16(ttl & 0xffff);
	put16((unsigned)n);
	put(data, n);
	packet[section + 1]++;
}

static struct net_datagram from(int last, int port)
{
	return (struct net_datagram){ .interface = 3,
		                      .family = 4,
		                      .peer = { 10, 9, 0, (unsigned char)last },
		                      .port = (uint16_t)port,
		                      .multicast = true };
}

static void hear_from(struct net_datagram who)
{
	memcpy(m.in, packet, (size_t)packet_len);
	mdns_receive(&m, &who, packet_len, now);
}

static void hear(void)
{
	hear_from(from(2, 5353));
}

/* How many records of that type were in the last packet sent, in its answers (6), authority (8) or the rest (10). */
static int count(int section, unsigned type)
{
	struct dns_message message = { sent, sent_len };
	char name[DNS_NAME_MAX + 1];
	struct dns_record r;
	int at = DNS_HEADER, found = 0;

	for (unsigned i = dns_wire_get16(sent + 4); i > 0 && at >= 0; i--)
		at = dns_wire_get_name(&message, at, name) + DNS_QUESTION_TAIL;
	for (int s = 6; s <= 10; s += 2)
		for (unsigned i = dns_wire_get16(sent + s); i > 0; i--) {
			at = dns_wire_get_record(&message, at, &r);
			EXPECT(at > 0);
			if (at < 0)
				return -1;
			found += s == section && r.type == type;
		}
	EXPECT_INT(at, sent_len);
	return found;
}

static uint32_t ttl_of_first(unsigned *class)
{
	struct dns_message message = { sent, sent_len };
	char name[DNS_NAME_MAX + 1];
	struct dns_record r;
	int at = DNS_HEADER;

	for (unsigned i = dns_wire_get16(sent + 4); i > 0; i--)
		at = dns_wire_get_name(&message, at, name) + DNS_QUESTION_TAIL;
	EXPECT(dns_wire_get_record(&message, at, &r) > 0);
	*class = r.class;
	return r.ttl;
}

static bool to_all(void)
{
	return sent_to.peer[0] == 0;
}

/* ---- the name ---- */

TEST(three_probes_and_two_announcements)
{
	start_on(&wire4);
	pass(250);
	EXPECT_INT(sent_count, 1);
	EXPECT_INT(dns_wire_get16(sent + 4), 3);
	EXPECT_INT(count(8, MDNS_TYPE_A), 1);
	EXPECT_INT(count(8, MDNS_TYPE_SRV), 2);
	EXPECT_INT(m.state, MDNS_PROBING);
	pass(500);
	EXPECT_INT(sent_count, 3);
	EXPECT_INT(m.state, MDNS_PROBING);
	pass(250);
	EXPECT_INT(sent_count, 4);
	EXPECT_INT(m.state, MDNS_ANNOUNCING);
	EXPECT(sent[2] == 0x84 && count(6, MDNS_TYPE_A) == 1 && count(6, MDNS_TYPE_PTR) == 4);
	pass(1000);
	EXPECT_INT(sent_count, 5);
	EXPECT_INT(m.state, MDNS_SETTLED);
	pass(60000);
	EXPECT_INT(sent_count, 5);
}

TEST(without_an_interface_nothing_is_sent)
{
	start_on(&wire4);
	mdns_set_interfaces(&m, NULL, 0, now);
	pass(5000);
	EXPECT_INT(sent_count, 0);
	mdns_set_interfaces(&m, &wire, 1, now);
	pass(3000);
	EXPECT_INT(sent_count, 10); /* by IPv4, and by IPv6 */
	EXPECT_INT(sent_to.interface, 3);
}

TEST(another_address_is_probed_for_and_announced)
{
	struct net_interface moved = wire4;

	settle();
	mdns_set_interfaces(&m, &wire4, 1, now);
	pass(3000);
	EXPECT_INT(sent_count, 0);
	moved.address[0].bytes[3] = 77;
	mdns_set_interfaces(&m, &moved, 1, now);
	EXPECT_INT(m.state, MDNS_PROBING);
	pass(3000);
	EXPECT_INT(sent_count, 5);
	EXPECT(memchr(sent, 77, (size_t)sent_len) != NULL);
}

static void somebody_has_the_name(void)
{
	begin(true);
	record(6, "LINNET.local", MDNS_TYPE_A, 120, "\12\11\0\2", 4);
	hear();
}

TEST(a_name_in_use_gets_a_number)
{
	start_on(&wire4);
	pass(300);
	somebody_has_the_name();
	EXPECT_STR(m.host.label, "linnet-2");
	EXPECT_INT(m.state, MDNS_PROBING);
	pass(3000);
	EXPECT_INT(m.state, MDNS_SETTLED);
	somebody_has_the_name();
	EXPECT_INT(m.state, MDNS_SETTLED);
}

TEST(the_holder_of_a_name_probes_again_before_it_gives_way)
{
	settle();
	somebody_has_the_name();
	EXPECT_INT(m.state, MDNS_PROBING);
	EXPECT_STR(m.host.label, "linnet");
	pass(3000);
	EXPECT_INT(m.state, MDNS_SETTLED);
	EXPECT_STR(m.host.label, "linnet");
	somebody_has_the_name();
	pass(300);
	somebody_has_the_name();
	EXPECT_STR(m.host.label, "linnet-2");
}

TEST(after_many_conflicts_it_waits)
{
	int before;

	start_on(&wire4);
	for (int i = 0; i < 15; i++) {
		begin(true);
		record(6, "linnet.local", MDNS_TYPE_A, 120, "\12\11\0\2", 4);
		memcpy(m.host.label, "linnet", 7);
		hear();
	}
	before = sent_count;
	pass(4900);
	EXPECT_INT(sent_count, before);
	pass(400);
	EXPECT_INT(sent_count, before + 1 + 1);
}

TEST(an_identical_record_of_another_host_is_no_conflict)
{
	settle();
	begin(true);
	record(6, "linnet.local", MDNS_TYPE_A, 120, "\12\11\0\1", 4);
	record(6, "linnet.local", MDNS_TYPE_A, 0, "\12\11\0\2", 4); /* a goodbye */
	hear();
	EXPECT_INT(m.state, MDNS_SETTLED);
}

TEST(packets_of_its_own_or_from_outside_the_link_are_no_conflict)
{
	struct net_datagram far = from(2, 5353), own = from(1, 5353), odd = from(2, 5354);

	settle();
	begin(true);
	record(6, "linnet.local", MDNS_TYPE_A, 120, "\12\11\0\2", 4);
	far.multicast = false;
	far.peer[0] = 11;
	hear_from(far);
	hear_from(own);
	hear_from(odd);
	EXPECT_INT(m.state, MDNS_SETTLED);
	far.multicast = true; /* RFC 6762 section 11: then it is from the link */
	hear_from(far);
	EXPECT_INT(m.state, MDNS_PROBING);
}

/* A probe of somebody whose address ends in this byte. */
static void hear_probe(int last)
{
	begin(false);
	ask("linnet.local", MDNS_TYPE_ANY, DNS_CLASS_IN | MDNS_TOP_BIT);
	record(8, "linnet.local", MDNS_TYPE_A, 120, (unsigned char[]){ 10, 9, 0, (unsigned char)last }, 4);
	hear();
}

TEST(of_two_probing_hosts_the_one_with_the_greater_record_wins)
{
	int before;

	start_on(&wire4);
	pass(250);
	before = sent_count;
	hear_probe(0);
	hear_probe(1);
	pass(250);
	EXPECT_INT(sent_count, before + 1);
	hear_probe(2);
	pass(990);
	EXPECT_INT(sent_count, before + 1);
	pass(20);
	EXPECT_INT(sent_count, before + 2);
	pass(5000);
	EXPECT_STR(m.host.label, "linnet");
}

TEST(tie_breaking_compares_all_records_in_order)
{
	struct net_interface two = wire4;
	struct mdns_packet p;

	two.address[two.count++] = (struct net_address){ 4, 24, { 10, 9, 0, 9 } };
	start_on(&two);
	begin(false);
	record(8, "linnet.local", MDNS_TYPE_A, 120, "\12\11\0\11", 4); /* .9, then .1: the same */
	record(8, "linnet.local", MDNS_TYPE_A, 120, "\12\11\0\1", 4);
	EXPECT(mdns_read(packet, packet_len, &m.host, &two, &p) && p.probe);
	EXPECT_INT(p.rival, 0);
	record(8, "linnet.local", MDNS_TYPE_AAAA, 120, "0123456789abcdef", 16); /* one more: it wins */
	EXPECT(mdns_read(packet, packet_len, &m.host, &two, &p) && p.rival > 0);
	begin(false);
	record(8, "linnet.local", MDNS_TYPE_A, 120, "\12\11\0\11", 4); /* one fewer, and greater */
	EXPECT(mdns_read(packet, packet_len, &m.host, &two, &p) && p.rival > 0);
	begin(false);
	record(8, "linnet.local", MDNS_TYPE_A, 120, "\12\11\0\1", 4); /* one fewer */
	EXPECT(mdns_read(packet, packet_len, &m.host, &two, &p) && p.rival < 0);
	begin(false);
	record(8, "linnet._irc._tcp.local", MDNS_TYPE_SRV, 120, "\0\0\0\0\x1a\x0b\6LINNET\5local", 20);
	record(8, "linnet._irc._tcp.local", MDNS_TYPE_TXT, 120, "", 1);
	EXPECT(mdns_read(packet, packet_len, &m.host, &two, &p) && p.probe);
	EXPECT_INT(p.rival, 0);
}

TEST(a_probe_for_its_name_is_answered_at_once)
{
	settle();
	hear_probe(2);
	EXPECT_INT(sent_count, 1);
	EXPECT(!to_all() && count(6, MDNS_TYPE_A) == 1);
	begin(false); /* and a host that requests a multicast answer four times a second */
	ask("linnet.local", MDNS_TYPE_ANY, DNS_CLASS_IN);
	record(8, "linnet.local", MDNS_TYPE_A, 120, "\12\11\0\2", 4);
	for (int i = 0; i < 100; i++) {
		hear();
		pass(10);
	}
	EXPECT(to_all() && sent_count >= 4 && sent_count <= 6);
}

TEST(goodbye)
{
	unsigned class;

	settle();
	mdns_stop(&m);
	EXPECT_INT(sent_count, 1);
	EXPECT(to_all() && count(6, MDNS_TYPE_PTR) == 4);
	EXPECT_INT(ttl_of_first(&class), 0);
	pass(1000);
	somebody_has_the_name();
	EXPECT_INT(sent_count, 1);
}

/* ---- queries ---- */

TEST(an_address_is_multicast_at_once)
{
	unsigned class;

	settle();
	begin(false);
	ask("LiNNet.LOCAL", MDNS_TYPE_A, DNS_CLASS_IN);
	hear();
	pass(1);
	EXPECT_INT(sent_count, 1);
	EXPECT(to_all() && count(6, MDNS_TYPE_A) == 1 && sent[0] == 0 && sent[1] == 0);
	EXPECT_INT(dns_wire_get16(sent + 4), 0);
	EXPECT_INT(ttl_of_first(&class), 120);
	EXPECT_INT(class, DNS_CLASS_IN | MDNS_TOP_BIT);
	EXPECT_INT(count(10, MDNS_TYPE_NSEC), 1); /* there is no IPv6 */
}

TEST(shared_records_are_delayed_and_sent_together)
{
	unsigned class;

	settle();
	begin(false);
	ask("_irc._tcp.local", MDNS_TYPE_PTR, DNS_CLASS_IN);
	hear();
	pass(19);
	EXPECT_INT(sent_count, 0);
	pass(102);
	EXPECT_INT(sent_count, 1);
	EXPECT(count(6, MDNS_TYPE_PTR) == 1 && count(10, MDNS_TYPE_SRV) == 1 && count(10, MDNS_TYPE_TXT) == 1 &&
	       count(10, MDNS_TYPE_A) == 1);
	EXPECT_INT(ttl_of_first(&class), 4500);
	EXPECT_INT(class, DNS_CLASS_IN);
}

TEST(a_record_is_multicast_at_most_once_a_second)
{
	settle();
	begin(false);
	ask("linnet.local", MDNS_TYPE_A, DNS_CLASS_IN);
	for (int i = 0; i < 290; i++) {
		hear();
		pass(10);
	}
	EXPECT_INT(sent_count, 3);
}

TEST(known_answers_are_suppressed)
{
	static const char data[] = "\6linnet\4_irc\4_tcp\5local";

	settle();
	begin(false);
	ask("_irc._tcp.local", MDNS_TYPE_PTR, DNS_CLASS_IN);
	record(6, "_irc._tcp.local", MDNS_TYPE_PTR, 2250, data, sizeof data);
	hear();
	pass(2000);
	EXPECT_INT(sent_count, 0);
	begin(false);
	ask("_irc._tcp.local", MDNS_TYPE_PTR, DNS_CLASS_IN);
	record(6, "_irc._tcp.local", MDNS_TYPE_PTR, 2249, data, sizeof data); /* known for less than half of its time */
	hear();
	pass(2000);
	EXPECT_INT(sent_count, 1);
}

TEST(known_answers_may_come_in_the_next_packet)
{
	static const char data[] = "\6linnet\4_irc\4_tcp\5local";

	settle();
	for (int more = 0; more < 2; more++) {
		sent_count = 0;
		begin(false);
		ask("_irc._tcp.local", MDNS_TYPE_PTR, DNS_CLASS_IN);
		packet[2] = 2; /* TC */
		hear();
		pass(399);
		EXPECT_INT(sent_count, 0);
		if (more) {
			begin(false);
			record(6, "_irc._tcp.local", MDNS_TYPE_PTR, 4500, data, sizeof data);
			hear_from(from(3, 5353)); /* of somebody else: counts for nothing */
			hear();
		}
		pass(2000);
		EXPECT_INT(sent_count, !more);
	}
}

TEST(a_unicast_request_gets_a_unicast_answer)
{
	settle();
	begin(false);
	ask("linnet.local", MDNS_TYPE_A, DNS_CLASS_IN | MDNS_TOP_BIT);
	hear();
	EXPECT_INT(sent_count, 1);
	EXPECT(sent_to.peer[3] == 2 && sent_to.port == 5353 && count(6, MDNS_TYPE_A) == 1);
	pass(31000); /* not multicast for a quarter of its TTL: it is now */
	hear();
	pass(1);
	EXPECT_INT(sent_count, 2);
	EXPECT(to_all());
}

TEST(a_legacy_resolver_gets_a_legacy_answer)
{
	unsigned class;

	settle();
	begin(false);
	packet[0] = 0x12;
	packet[1] = 0x34;
	ask("linnet.local", MDNS_TYPE_A, DNS_CLASS_IN);
	hear_from(from(2, 40000));
	EXPECT_INT(sent_count, 1);
	EXPECT(sent_to.port == 40000 && sent[0] == 0x12 && sent[1] == 0x34 && dns_wire_get16(sent + 4) == 1);
	EXPECT(memcmp(sent + DNS_HEADER, packet + DNS_HEADER, (size_t)(packet_len - DNS_HEADER)) == 0);
	EXPECT_INT(ttl_of_first(&class), 10);
	EXPECT_INT(class, DNS_CLASS_IN);
	begin(false);
	ask("linnet.local", MDNS_TYPE_AAAA, DNS_CLASS_IN);
	hear_from(from(2, 40000));
	EXPECT_INT(sent_count, 2);
	EXPECT(dns_wire_get16(sent + 6) == 0 && count(10, MDNS_TYPE_NSEC) == 1); /* there is none: it need not wait */
	begin(false);
	ask("other.local", MDNS_TYPE_A, DNS_CLASS_IN);
	hear_from(from(2, 40000));
	EXPECT_INT(sent_count, 2);
}

TEST(unicast_answers_stay_on_the_link)
{
	struct net_datagram who = from(2, 40000);

	settle();
	begin(false);
	ask("linnet.local", MDNS_TYPE_A, DNS_CLASS_IN | MDNS_TOP_BIT);
	who.peer[2] = 1; /* 10.9.1.2 */
	hear_from(who);
	who.port = 5353;
	who.multicast = false;
	hear_from(who);
	who.interface = 4; /* of another interface */
	who.peer[2] = 0;
	hear_from(who);
	pass(1000);
	EXPECT_INT(sent_count, 0);
	who.interface = 3;
	hear_from(who);
	EXPECT_INT(sent_count, 1);
}

TEST(every_record_of_the_longest_name_fits)
{
	static const uint16_t ports[MDNS_SERVICES] = { 6667, 80 };
	struct net_interface full = { .number = 1, .count = NET_ADDRESSES };
	char name[MDNS_NAME_MAX + 1];

	for (int i = 0; i < NET_ADDRESSES; i++)
		full.address[i] = (struct net_address){ 6, 64, { 0x20, 1, [15] = (unsigned char)i } };
	memset(name, 'x', MDNS_NAME_MAX);
	name[MDNS_NAME_MAX] = '\0';
	now = 5;
	mdns_start(&m, name, ports, on_send, now);
	m.number = 9998;
	mdns_set_interfaces(&m, &full, 1, now);
	begin(true);
	record(6, name, MDNS_TYPE_A, 120, "\12\11\0\2", 4);
	pass(5000);
	EXPECT_INT(m.state, MDNS_SETTLED);
	begin(false);
	memset(name, 'x', MDNS_NAME_MAX);
	ask("_services._dns-sd._udp.local", MDNS_TYPE_PTR, DNS_CLASS_IN);
	ask("_irc._tcp.local", MDNS_TYPE_PTR, DNS_CLASS_IN);
	ask("_http._tcp.local", MDNS_TYPE_PTR, DNS_CLASS_IN);
	hear_from((struct net_datagram){
		.interface = 1, .family = 6, .peer = { 0x20, 1, [15] = 9 }, .port = 999, .multicast = true });
	EXPECT_INT(count(6, MDNS_TYPE_PTR), 4);
	EXPECT_INT(count(10, MDNS_TYPE_AAAA), NET_ADDRESSES);
	EXPECT(count(10, MDNS_TYPE_SRV) == 2 && count(10, MDNS_TYPE_TXT) == 2 && sent_len < MDNS_OUT - 200);
}

TEST(a_link_local_ipv6_address_is_published_only_without_others)
{
	struct net_interface on = wire;

	EXPECT(mdns_address(&on, 6, 0) == NULL && mdns_address(&on, 4, 0) != NULL);
	on.address[0] = on.address[1];
	on.count = 1;
	EXPECT(mdns_address(&on, 6, 0) != NULL && mdns_address(&on, 6, 1) == NULL);
}

TEST(a_missing_service_is_not_published)
{
	settle();
	m.host.port[MDNS_HTTP] = 0;
	begin(false);
	ask("_http._tcp.local", MDNS_TYPE_ANY, DNS_CLASS_IN);
	ask("linnet._http._tcp.local", MDNS_TYPE_SRV, DNS_CLASS_IN);
	hear();
	pass(2000);
	EXPECT_INT(sent_count, 0);
}

TEST(malformed_packets_are_ignored)
{
	struct mdns_packet p;

	settle();
	begin(false);
	ask("linnet.local", MDNS_TYPE_A, DNS_CLASS_IN);
	for (int len = 0; len < packet_len; len++)
		EXPECT(!mdns_read(packet, len, &m.host, &wire4, &p));
	EXPECT(mdns_read(packet, packet_len, &m.host, &wire4, &p) && p.wanted != 0);
	packet[3] = 1; /* an error */
	EXPECT(!mdns_read(packet, packet_len, &m.host, &wire4, &p));
	begin(false);
	put("\xc0\x0c\0\1\0\1", 6); /* a name that points at itself */
	packet[5] = 1;
	EXPECT(!mdns_read(packet, packet_len, &m.host, &wire4, &p));
	begin(false);
	put("\15linnet.local\0\0\0\1\0\1", 19); /* one label, with a dot in it */
	packet[5] = 1;
	EXPECT(mdns_read(packet, packet_len, &m.host, &wire4, &p));
	EXPECT_INT(p.wanted, 0);
}

TEST(compressed_names_are_read)
{
	struct mdns_packet p;

	start_on(&wire4);
	begin(false);
	ask("_irc._tcp.local", MDNS_TYPE_PTR, DNS_CLASS_IN);
	put("\6linnet\xc0\x0c", 9);
	put16(MDNS_TYPE_SRV);
	put16(DNS_CLASS_IN);
	packet[5]++;
	EXPECT(mdns_read(packet, packet_len, &m.host, &wire4, &p));
	EXPECT_INT(p.wanted, MDNS_BIT(MDNS_IRC, MDNS_PTR) | MDNS_BIT(MDNS_IRC, MDNS_SRV));
}
