/* net/inet6: the lines of /proc/net/if_inet6. */
#include "net/inet6.h"
#include "unit.h"

TEST(each_line_is_an_address)
{
	char text[] = "00000000000000000000000000000001 01 80 10 80       lo\n"
		      "fe800000000000005054fffffe123456 1a 40 20 c0     eth0\n";
	char *at = text;
	struct inet6_line line;

	EXPECT(inet6_next(&at, &line));
	EXPECT_INT(line.bytes[15], 1);
	EXPECT_INT(line.interface, 1);
	EXPECT_INT(line.prefix, 128);
	EXPECT_INT(line.scope, 0x10);
	EXPECT_STR(line.name, "lo");
	EXPECT(inet6_next(&at, &line));
	EXPECT_INT(line.bytes[0] << 8 | line.bytes[1], 0xfe80);
	EXPECT_INT(line.interface, 26);
	EXPECT_INT(line.flags, 0xc0);
	EXPECT_STR(line.name, "eth0");
	EXPECT(!inet6_next(&at, &line));
}

TEST(cut_and_malformed_lines_are_skipped)
{
	char text[] = "0000000000000000000000000000000g 01 80 10 80 lo\n"
		      "0000\n\n"
		      "20010db8000000000000000000000001 00 40 00 80 eth0\n"
		      "20010db8000000000000000000000001 02 81 00 80 eth0\n"
		      "20010db8000000000000000000000001 02 40\n"
		      "20010db8000000000000000000000001 02 40 00 80 eth0\n"
		      "20010db8000000000000000000000002 02 40 00 80 et";
	char *at = text;
	struct inet6_line line;

	EXPECT(inet6_next(&at, &line));
	EXPECT_INT(line.bytes[15], 1);
	EXPECT_STR(line.name, "eth0");
	EXPECT(!inet6_next(&at, &line));
}
