/* irc/name and irc/format. */
#include "irc/name.h"
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

TEST(time_tag_has_the_length_that_limits_says)
{
	char at[FORMAT_BYTES];
	struct buf b;

	buf_init(&b, at, sizeof at);
	format_time_tag(&b, 1795473600007ull);
	EXPECT_STR(b.at, "@time=2026-11-23T22:40:00.007Z ");
	EXPECT(b.len <= SERVER_TAGS_MAX);
}

/* A line of `text` bytes of body, the last ones `tail`, behind `tags` bytes of tags: its length when it is ended. */
static size_t ended(size_t tags, size_t text, const char *tail)
{
	char at[FORMAT_BYTES];
	struct buf b;

	buf_init(&b, at, sizeof at);
	for (size_t i = 0; i < tags; i++)
		buf_char(&b, 't');
	for (size_t i = strlen(tail); i < text; i++)
		buf_char(&b, 'x');
	buf_str(&b, tail);
	format_end(&b, tags);
	EXPECT(b.len >= 2 && memcmp(b.at + b.len - 2, "\r\n", 2) == 0);
	EXPECT(utf8_valid(b.at, b.len));
	return b.len;
}

TEST(lines_are_cut_to_the_limit_where_a_character_ends)
{
	EXPECT_INT(ended(0, 10, ""), 12);
	EXPECT_INT(ended(0, LINE_MAX_BYTES - 2, ""), LINE_MAX_BYTES);
	EXPECT_INT(ended(0, LINE_MAX_BYTES - 1, ""), LINE_MAX_BYTES);
	EXPECT_INT(ended(0, LINE_MAX_BYTES - 2, "\xe2\x82\xac"), LINE_MAX_BYTES);
	EXPECT_INT(ended(0, LINE_MAX_BYTES - 1, "\xe2\x82\xac"), LINE_MAX_BYTES - 2);
	EXPECT_INT(ended(0, LINE_MAX_BYTES, "\xe2\x82\xac"), LINE_MAX_BYTES - 1);
	EXPECT_INT(ended(0, 2000, ""), LINE_MAX_BYTES);
}

TEST(tags_do_not_count_for_the_limit)
{
	EXPECT_INT(ended(31, LINE_MAX_BYTES - 2, ""), 31 + LINE_MAX_BYTES);
	EXPECT_INT(ended(31, LINE_MAX_BYTES + 50, ""), 31 + LINE_MAX_BYTES);
}
