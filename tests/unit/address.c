/* net/address: IP addresses as text. */
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

TEST(addresses_are_read)
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

TEST(what_is_no_address_is_not_read)
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
