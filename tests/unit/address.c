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
