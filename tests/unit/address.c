/* net/address: IP addresses as text, and the networks that count as one address. */
#include "net/address.h"
#include "unit.h"

static const char *v6(const char *hex)
{
	static char text[ADDRESS_TEXT];
	unsigned char bytes[16];

	for (int i = 0; i < 16; i++)
		sscanf(hex + 2 * i, "%2hhx", &bytes[i]);
	address_text(6, bytes, text);
	return text;
}

TEST(ipv4)
{
	char text[ADDRESS_TEXT];

	address_text(4, (const unsigned char[]){ 192, 168, 0, 255 }, text);
	EXPECT_STR(text, "192.168.0.255");
}

TEST(ipv6_as_rfc_5952_has_it)
{
	EXPECT_STR(v6("00000000000000000000000000000000"), "::");
	EXPECT_STR(v6("00000000000000000000000000000001"), "::1");
	EXPECT_STR(v6("20010db8000000000001000000000001"), "2001:db8::1:0:0:1");
	EXPECT_STR(v6("20010db8000000010001000100010001"), "2001:db8:0:1:1:1:1:1");
	EXPECT_STR(v6("fe800000000000000000000000000000"), "fe80::");
	EXPECT_STR(v6("00010002000300040005000600070008"), "1:2:3:4:5:6:7:8");
	EXPECT_STR(v6("00010000000000020000000000000003"), "1:0:0:2::3");
	EXPECT_STR(v6("ffffffffffffffffffffffffffffffff"), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

TEST(ipv4_in_ipv6_is_ipv4)
{
	EXPECT_STR(v6("00000000000000000000ffff7f000001"), "127.0.0.1");
}

static char parsed[48];

/* An address as `family:hex`, or "none". */
static const char *parse(const char *text)
{
	unsigned char bytes[16];
	int family = address_parse(text, bytes);

	strcpy(parsed, family == 0 ? "none" : family == 4 ? "4:" : "6:");
	for (int i = 0; i < (family == 4 ? 4 : family == 6 ? 16 : 0); i++)
		sprintf(parsed + 2 + 2 * i, "%02x", bytes[i]);
	return parsed;
}

TEST(addresses_are_parsed)
{
	EXPECT_STR(parse("192.168.0.255"), "4:c0a800ff");
	EXPECT_STR(parse("0.0.0.0"), "4:00000000");
	EXPECT_STR(parse("::"), "6:00000000000000000000000000000000");
	EXPECT_STR(parse("::1"), "6:00000000000000000000000000000001");
	EXPECT_STR(parse("fe80::"), "6:fe800000000000000000000000000000");
	EXPECT_STR(parse("2001:DB8::a:0:0:1"), "6:20010db800000000000a000000000001");
	EXPECT_STR(parse("1:2:3:4:5:6:7:8"), "6:00010002000300040005000600070008");
	EXPECT_STR(parse("1:2:3:4:5:6:7::"), "6:00010002000300040005000600070000");
	EXPECT_STR(parse("::2:3:4:5:6:7:8"), "6:00000002000300040005000600070008");
	EXPECT_STR(parse("::ffff:127.0.0.1"), "6:00000000000000000000ffff7f000001");
	EXPECT_STR(parse("1:2:3:4:5:6:1.2.3.4"), "6:00010002000300040005000601020304");
}

TEST(an_invalid_address_is_refused)
{
	static const char *const wrong[] = {
		"",
		"board",
		"1.2.3",
		"1.2.3.4.5",
		"1.2.3.256",
		"01.2.3.4",
		"1.2.3.4 ",
		"1..3.4",
		"1.2.3.",
		":",
		":::",
		"1:",
		":1",
		"1::2::3",
		"12345::",
		"g::",
		"1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:8:9",
		"::1:",
		"1:2:3:4:5:6:7:8::",
		"1:2:3:4:5:6:7:1.2.3.4",
		"::1.2.3",
		"1.2.3.4::",
		"1:2:3:4:5:6:7:8:",
		"fe80::1%eth0",
		"1::2:3:4:5:6:7:8:9",
		"99999999999.1.1.1",
		"-1.2.3.4",
		"::-1",
	};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		EXPECT_STR(parse(wrong[i]), "none");
		if (strcmp(parsed, "none") != 0)
			printf("  %s\n", wrong[i]);
	}
}

static struct net_origin found;

/* The network that counts as one address, in hexadecimal, for a peer of one of the server's own addresses. */
static const char *network(const char *peer, const char *local)
{
	static char hex[33];
	unsigned char from[16], here[16];
	int family = address_parse(peer, from);

	EXPECT_INT(address_parse(local, here), family);
	address_origin(family, from, here, &found);
	for (int i = 0; i < NET_NETWORK; i++)
		sprintf(hex + 2 * i, "%02x", found.network[i]);
	return hex;
}

TEST(an_ipv4_address_counts_by_itself)
{
	EXPECT_STR(network("192.168.0.7", "192.168.0.1"), "00000000000000000000ffffc0a80007");
	EXPECT_STR(found.text, "192.168.0.7");
	EXPECT_STR(network("8.8.8.8", "192.168.0.1"), "00000000000000000000ffff08080808");
}

TEST(an_ipv4_address_in_ipv6_form_counts_as_ipv4)
{
	EXPECT_STR(network("::ffff:192.168.0.7", "::ffff:192.168.0.1"), "00000000000000000000ffffc0a80007");
	EXPECT_STR(found.text, "192.168.0.7");
}

TEST(an_ipv6_address_counts_as_its_network)
{
	EXPECT_STR(network("2001:db8:1:2:3:4:5:6", "2001:db8:1:3::1"), "20010db8000100020000000000000000");
	EXPECT_STR(found.text, "2001:db8:1:2:3:4:5:6");
}

TEST(on_its_own_lan_an_ipv6_address_counts_by_itself)
{
	EXPECT_STR(network("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::1"), "20010db8000100020003000400050006");
	EXPECT_STR(network("fe80::7", "fe80::1"), "fe800000000000000000000000000007");
	EXPECT_STR(network("febf::7", "2001:db8::1"), "febf0000000000000000000000000007");
	EXPECT_STR(network("fec0::7", "2001:db8::1"), "fec00000000000000000000000000000");
}

TEST(the_machine_itself_is_known)
{
	static const char *const own[][2] = {
		{ "127.0.0.1", "127.0.0.1" },
		{ "127.9.8.7", "127.0.0.1" },
		{ "::ffff:127.9.8.7", "::ffff:127.0.0.1" },
		{ "::1", "::1" },
		{ "10.0.0.1", "10.0.0.1" },
		{ "::ffff:10.0.0.1", "::ffff:10.0.0.1" },
		{ "2001:db8::1", "2001:db8::1" },
	};
	static const char *const others[][2] = {
		{ "10.0.0.2", "10.0.0.1" },
		{ "126.0.0.1", "126.0.0.2" },
		{ "2001:db8::2", "2001:db8::1" },
		{ "::2", "::1" },
		{ "7f00::1", "2001:db8::1" },
	};

	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
		(void)network(own[i][0], own[i][1]);
		EXPECT(found.own);
	}
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		(void)network(others[i][0], others[i][1]);
		EXPECT(!found.own);
	}
}
