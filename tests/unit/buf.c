/* base/buf, base/utf8, base/bits, base/clock. */
#include "base/buf.h"
#include "base/bits.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "unit.h"

TEST(buf_keeps_what_fits_and_says_when_it_did_not)
{
	char at[6];
	struct buf b;

	buf_init(&b, at, sizeof at);
	buf_str(&b, "12345");
	EXPECT(!b.overflow);
	EXPECT_STR(b.at, "12345");
	buf_char(&b, '6');
	EXPECT(b.overflow);
	EXPECT_STR(b.at, "12345");
}

TEST(buf_overflow_is_sticky)
{
	char at[6];
	struct buf b;

	buf_init(&b, at, sizeof at);
	buf_str(&b, "12");
	buf_str(&b, "34567");
	EXPECT_STR(b.at, "12345");
	b.len = 0;
	buf_str(&b, "x");
	EXPECT_INT(b.len, 0);
}

TEST(buf_of_one_byte_holds_the_nul_only)
{
	char at[1];
	struct buf b;

	buf_init(&b, at, sizeof at);
	EXPECT_STR(b.at, "");
	buf_str(&b, "");
	EXPECT(!b.overflow);
	buf_char(&b, 'x');
	EXPECT(b.overflow);
}

#define FORMATS(wanted, ...)                    \
	do {                                    \
		char at_[120];                  \
		struct buf b_;                  \
		buf_init(&b_, at_, sizeof at_); \
		buf_fmt(&b_, __VA_ARGS__);      \
		EXPECT_STR(b_.at, wanted);      \
	} while (0)

TEST(buf_fmt_formats_what_linnet_uses)
{
	FORMATS("plain", "plain");
	FORMATS("a b c", "%s %c %s", "a", 'b', "c");
	FORMATS("abc", "%.*s", 3, "abcdef");
	FORMATS("ab", "%.*s", 5, "ab");
	FORMATS("0 -1 2147483647 -2147483648", "%d %d %d %d", 0, -1, 2147483647, -2147483647 - 1);
	FORMATS("4294967295", "%u", 4294967295u);
	FORMATS("18446744073709551615", "%llu", 18446744073709551615ull);
	FORMATS("-9223372036854775808", "%lld", -9223372036854775807ll - 1);
	FORMATS("7 8", "%zu %lu", (size_t)7, 8ul);
	FORMATS("007  7", "%03d %2u", 7, 7u);
	FORMATS("1234", "%02d", 1234);
	FORMATS("100%", "100%%");
}

TEST(buf_number_pads_with_zeros)
{
	char at[32];
	struct buf b;

	buf_init(&b, at, sizeof at);
	buf_number(&b, 42, 5);
	buf_number(&b, 42, 0);
	EXPECT_STR(b.at, "0004242");
}

TEST(buf_copy_cuts_between_characters)
{
	char at[6];

	buf_copy(at, sizeof at, "abcde");
	EXPECT_STR(at, "abcde");
	buf_copy(at, sizeof at, "abcdef");
	EXPECT_STR(at, "abcde");
	buf_copy(at, sizeof at, "abcd\xc3\xa9"); /* e with an acute accent: one byte would fit */
	EXPECT_STR(at, "abcd");
	buf_copy(at, sizeof at, "abc\xc3\xa9");
	EXPECT_STR(at, "abc\xc3\xa9");
}

TEST(utf8_accepts_all_lengths)
{
	const char *good[] = { "",
		               "a",
		               "\x7f",
		               "\xc2\x80",
		               "\xdf\xbf",
		               "\xe0\xa0\x80",
		               "\xed\x9f\xbf",
		               "\xee\x80\x80",
		               "\xef\xbf\xbf",
		               "\xf0\x90\x80\x80",
		               "\xf4\x8f\xbf\xbf" };

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		EXPECT(utf8_valid(good[i], strlen(good[i])));
}

TEST(utf8_refuses_overlong_surrogates_and_beyond)
{
	const char *bad[] = { "\x80",
		              "\xbf",
		              "\xc0\x80",
		              "\xc1\xbf",
		              "\xe0\x9f\xbf",
		              "\xed\xa0\x80",
		              "\xf0\x8f\xbf\xbf",
		              "\xf4\x90\x80\x80",
		              "\xf5\x80\x80\x80",
		              "\xff",
		              "\xc3",
		              "\xe2\x82",
		              "\xf0\x9f\x98",
		              "\xc3(" };

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		EXPECT(!utf8_valid(bad[i], strlen(bad[i])));
}

TEST(utf8_cut_words_cuts_behind_the_last_space_that_is_not_too_early)
{
	static const char text[] = "one two three";

	EXPECT_INT(utf8_cut_words(text, 13, 13), 13);
	EXPECT_INT(utf8_cut_words(text, 13, 100), 13);
	EXPECT_INT(utf8_cut_words(text, 13, 12), 8);
	EXPECT_INT(utf8_cut_words(text, 13, 8), 8);
	EXPECT_INT(utf8_cut_words(text, 13, 7), 4);
	EXPECT_INT(utf8_cut_words("a bcdefghijk", 12, 8), 8); /* a part of one letter would be worse */
	EXPECT_INT(utf8_cut_words("aaaa\xe2\x82\xac" "bb", 9, 6), 4);
	EXPECT_INT(utf8_cut_words(text, 0, 0), 0);
}

TEST(utf8_cut_leaves_no_part_of_a_character)
{
	const char *text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"; /* 1, 2, 3 and 4 bytes */
	size_t wanted[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10 };

	for (size_t n = 0; n <= 10; n++)
		EXPECT_INT(utf8_cut(text, n), wanted[n]);
}

TEST(bits_next_finds_members_across_words)
{
	uint32_t set[BITS_WORDS(100)] = { 0 };
	int seen = 0, members[] = { 0, 31, 32, 63, 64, 99 };

	for (int i = 0; i < 6; i++)
		bits_add(set, members[i]);
	BITS_EACH(i, set, BITS_WORDS(100))
		EXPECT_INT(i, members[seen++]);
	EXPECT_INT(seen, 6);
	EXPECT_INT(bits_count(set, BITS_WORDS(100)), 6);
	bits_remove(set, 99);
	EXPECT_INT(bits_next(set, BITS_WORDS(100), 65), -1);
	EXPECT_INT(bits_next(set, BITS_WORDS(100), 128), -1);
	EXPECT(bits_has(set, 64) && !bits_has(set, 65));
}

TEST(clock_date_knows_leap_days_and_centuries)
{
	struct clock_date d;

	clock_date(0, &d);
	EXPECT(d.year == 1970 && d.month == 1 && d.day == 1 && d.hour == 0);
	clock_date(951782400, &d);
	EXPECT(d.year == 2000 && d.month == 2 && d.day == 29);
	clock_date(4107542399, &d);
	EXPECT(d.year == 2100 && d.month == 2 && d.day == 28 && d.second == 59);
}

TEST(clock_since_never_goes_below_zero)
{
	EXPECT_INT(clock_since(10, 4), 6);
	EXPECT_INT(clock_since(4, 10), 0);
}
