/* irc/name and irc/format, base/number. */
#include "irc/name.h"
#include "base/number.h"
#include "base/utf8.h"
#include "irc/format.h"
#include "limits.h"
#include "unit.h"

TEST(casemapping_is_ascii)
{
	EXPECT(name_equal("Bob", "bOB"));
	EXPECT(!name_equal("{}|", "[]\\"));
	EXPECT(!name_equal("bob", "bo"));
	EXPECT(!name_equal("\xc3\x84", "\xc3\xa4"));
	EXPECT(name_hash("Bob") == name_hash("bOB"));
	EXPECT(name_hash("bob") != name_hash("bobo"));
}

TEST(nicks)
{
	char longest[NICK_MAX + 2];

	EXPECT(name_is_nick("a") && name_is_nick("A-1") && name_is_nick("[]\\`_^{|}"));
	EXPECT(!name_is_nick("") && !name_is_nick("1a") && !name_is_nick("-a") && !name_is_nick("a b"));
	EXPECT(!name_is_nick("a!b") && !name_is_nick("#a") && !name_is_nick("\xc3\xa4") && !name_is_nick("a\x01"));
	memset(longest, 'x', sizeof longest);
	longest[NICK_MAX] = '\0';
	EXPECT(name_is_nick(longest));
	longest[NICK_MAX] = 'x';
	longest[NICK_MAX + 1] = '\0';
	EXPECT(!name_is_nick(longest));
}

TEST(statusmsg_prefixes)
{
	EXPECT_STR(name_without_rank("#a"), "#a");
	EXPECT_STR(name_without_rank("@#a"), "#a");
	EXPECT_STR(name_without_rank("@%&a"), "&a");
	EXPECT_STR(name_without_rank("@+#a"), "#a");
	EXPECT_STR(name_without_rank("+a"), "+a");
	EXPECT_STR(name_without_rank("@+a"), "+a");
	EXPECT_STR(name_without_rank("@"), "@");
	EXPECT_STR(name_without_rank("ann"), "ann");
	EXPECT_STR(name_without_rank(""), "");
}

TEST(numbers)
{
	EXPECT_INT(number_read("0", 0, 9), 0);
	EXPECT_INT(number_read("65535", 1, 65535), 65535);
	EXPECT_INT(number_read("65536", 1, 65535), -1);
	EXPECT_INT(number_read("0", 1, 65535), -1);
	EXPECT_INT(number_read("000000007", 0, 9), 7);
	EXPECT_INT(number_read("999999999", 0, 999999999), 999999999);
	EXPECT_INT(number_read("0000000007", 0, 9), -1);
	EXPECT_INT(number_read("", 0, 9), -1);
	EXPECT_INT(number_read("-1", -1, 9), -1);
	EXPECT_INT(number_read("1x", 0, 9), -1);
}

TEST(channels)
{
	char longest[CHANNEL_MAX + 2];

	EXPECT(name_is_channel("#") && name_is_channel("#a") && name_is_channel("##") && name_is_channel("#\xc3\xa4"));
	EXPECT(!name_is_channel("") && !name_is_channel("a") && !name_is_channel("&a") && !name_is_channel("#a b"));
	EXPECT(!name_is_channel("#a,b") && !name_is_channel("#a\x07") && !name_is_channel("#\xc3"));
	memset(longest, '#', sizeof longest);
	longest[CHANNEL_MAX] = '\0';
	EXPECT(name_is_channel(longest));
	longest[CHANNEL_MAX] = 'x';
	longest[CHANNEL_MAX + 1] = '\0';
	EXPECT(!name_is_channel(longest));
}

TEST(keys)
{
	char longest[KEY_MAX + 2];

	EXPECT(name_is_key("k") && !name_is_key("") && !name_is_key("a b") && !name_is_key("a,b") &&
	       !name_is_key(":a"));
	memset(longest, 'k', sizeof longest);
	longest[KEY_MAX] = '\0';
	EXPECT(name_is_key(longest));
	longest[KEY_MAX] = 'k';
	longest[KEY_MAX + 1] = '\0';
	EXPECT(!name_is_key(longest));
}

TEST(masks)
{
	EXPECT(name_match("*", "") && name_match("*", "x") && name_match("a*c", "aBBc") && name_match("A?C", "abc"));
	EXPECT(name_match("*a*b*c*", "xxaxxbxxcxx") && name_match("**", "x") && name_match("", ""));
	EXPECT(!name_match("a*c", "ab") && !name_match("?", "") && !name_match("a?", "a") && !name_match("", "a"));
	EXPECT(!name_match("a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
}

TEST(a_written_time_is_parsed_to_the_same_value)
{
	char at[FORMAT_TIME_BYTES + 1];
	struct buf b;
	uint64_t times[] = { 0, 951782400000ull, 1709164799999ull, 1795473600007ull, 4102444799999ull };

	buf_init(&b, at, sizeof at);
	format_time(&b, 1795473600007ull);
	EXPECT_STR(b.at, "2026-11-23T22:40:00.007Z");
	EXPECT_INT(b.len, FORMAT_TIME_BYTES);
	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
		uint64_t again = 1;
		buf_init(&b, at, sizeof at);
		format_time(&b, times[i]);
		EXPECT_INT(format_read_time(b.at, &again), 0);
		EXPECT(again == times[i]);
	}
}

TEST(an_invalid_time_is_refused)
{
	const char *wrong[] = { "", "*", "2026-11-23", "2026-11-23T22:40:00", "2026-13-23T22:40:00.007Z", "2026-11-23T24:00:00Z",
		                "2026-11-23 22:40:00.007Z", "2026-11-23T22:40:00.007Zx", "1969-12-31T23:59:59.999Z", "2026-1-23T22:40:00Z" };
	uint64_t ms;

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		EXPECT_INT(format_read_time(wrong[i], &ms), -1);
	EXPECT_INT(format_read_time("2026-11-23T22:40:00Z", &ms), 0);
	EXPECT(ms == 1795473600000ull);
	EXPECT_INT(format_read_time("2026-11-23T22:40:00.1234567Z", &ms), 0);
	EXPECT(ms == 1795473600123ull);
}

/* A line of `text` bytes, the last ones `tail`: its length when it is ended. */
static size_t ended(size_t text, const char *tail)
{
	char at[FORMAT_BYTES];
	struct buf b;

	buf_init(&b, at, sizeof at);
	for (size_t i = strlen(tail); i < text; i++)
		buf_char(&b, 'x');
	buf_str(&b, tail);
	format_end(&b);
	EXPECT(b.len >= 2 && memcmp(b.at + b.len - 2, "\r\n", 2) == 0);
	EXPECT(utf8_valid(b.at, b.len));
	return b.len;
}

TEST(lines_are_cut_to_the_limit_between_characters)
{
	EXPECT_INT(ended(10, ""), 12);
	EXPECT_INT(ended(LINE_MAX_BYTES - 2, ""), LINE_MAX_BYTES);
	EXPECT_INT(ended(LINE_MAX_BYTES - 1, ""), LINE_MAX_BYTES);
	EXPECT_INT(ended(LINE_MAX_BYTES - 2, "\xe2\x82\xac"), LINE_MAX_BYTES);
	EXPECT_INT(ended(LINE_MAX_BYTES - 1, "\xe2\x82\xac"), LINE_MAX_BYTES - 2);
	EXPECT_INT(ended(LINE_MAX_BYTES, "\xe2\x82\xac"), LINE_MAX_BYTES - 1);
	EXPECT_INT(ended(2000, ""), LINE_MAX_BYTES);
}
