/* client/text, client/split, client/nick: text that is shown, and text that is sent. */
#include "base/utf8.h"
#include "client/irc/nick.h"
#include "client/text/split.h"
#include "client/text/text.h"
#include "unit.h"

#define BAD "\xef\xbf\xbd"
#define OE "\xc3\xb6"

static char out[4096];

static const char *clean(const char *s, size_t n, bool strip)
{
	struct buf b;

	buf_init(&b, out, sizeof out);
	if (strip)
		text_strip(&b, s, n);
	else
		text_clean(&b, s, n);
	return out;
}

#define CLEAN(s) clean(s, sizeof(s) - 1, false)
#define STRIP(s) clean(s, sizeof(s) - 1, true)

TEST(plain_text_is_unchanged)
{
	EXPECT_STR(CLEAN("hello, w" OE "rld \xf0\x9f\x90\xa6"), "hello, w" OE "rld \xf0\x9f\x90\xa6");
	EXPECT_STR(CLEAN("a\tb"), "a b");
}

TEST(controls_are_replaced)
{
	EXPECT_STR(CLEAN("\x1b[31m"), BAD "[31m");
	EXPECT_STR(CLEAN("a\x7f\rb\n"), "a" BAD BAD "b" BAD);
	EXPECT_STR(CLEAN("a\0b"), "a" BAD "b");
	EXPECT_STR(CLEAN("\xc2\x9b"
	                 "31m"),
	           BAD "31m"); /* CSI as C1 in UTF-8 */
	EXPECT_STR(CLEAN("\x9b"
	                 "31m"),
	           BAD "31m"); /* and as a byte */
	EXPECT_STR(CLEAN("\xc2\x85 \xc2\xa0"), BAD " \xc2\xa0");
	EXPECT_STR(CLEAN("\xe2\x80\xae"
	                 "evil\xe2\x81\xa6\xe2\x80\xa8"),
	           BAD "evil" BAD BAD); /* reversal, isolate, separator */
}

TEST(invalid_utf8_is_replaced)
{
	EXPECT_STR(CLEAN("\xff\xc3"), BAD BAD);
	EXPECT_STR(CLEAN("\xc0\x9b"), BAD BAD); /* ESC, overlong */
	EXPECT_STR(CLEAN("\xe0\x80\x9b"), BAD BAD BAD);
	EXPECT_STR(CLEAN("\xed\xa0\x80"), BAD BAD BAD); /* a surrogate */
}

TEST(no_two_bytes_make_a_control)
{
	char s[3];

	for (int a = 0; a < 256; a++)
		for (int b = 0; b < 256; b++) {
			bool good = true;
			s[0] = (char)a;
			s[1] = (char)b;
			s[2] = '[';
			for (int strip = 0; strip < 2; strip++) {
				const char *p = clean(s, 3, strip);
				good = good && utf8_valid(p, strlen(p));
				for (; *p != '\0'; p++)
					good = good && (unsigned char)*p >= ' ' && *p != 0x7f &&
					       !((unsigned char)p[0] == 0xc2 && (unsigned char)p[1] < 0xa0);
			}
			EXPECT(good);
		}
}

TEST(formatting_codes_are_removed)
{
	EXPECT_STR(STRIP("\x02"
	                 "bold\x0f \x1ditalic\x1f"),
	           "bold italic");
	EXPECT_STR(STRIP("\x03"
	                 "4red\x03"),
	           "red");
	EXPECT_STR(STRIP("\x03"
	                 "04,12text"),
	           "text");
	EXPECT_STR(STRIP("\x03"
	                 "123"),
	           "3");
	EXPECT_STR(STRIP("\x03,5"), ",5");
	EXPECT_STR(STRIP("\x03"
	                 "1,x"),
	           ",x");
	EXPECT_STR(STRIP("\x04"
	                 "ff0000,00ff00x"),
	           "x");
	EXPECT_STR(STRIP("\x04"
	                 "ff00x"),
	           "ff00x");
	EXPECT_STR(STRIP("\x03"), "");
	EXPECT_STR(STRIP("\x03"
	                 "1"),
	           "");
}

TEST(widths)
{
	EXPECT_INT(text_width("abc", 3), 3);
	EXPECT_INT(text_width("\xe6\xbc\xa2", 3), 2);
	EXPECT_INT(text_width("e\xcc\x81", 3), 1);
	EXPECT_INT(text_next("e\xcc\x81x", 4), 3);
	EXPECT_INT(text_last("xe\xcc\x81", 4), 3);
	EXPECT_INT(text_next("", 0), 0);
	EXPECT_INT(text_last("", 0), 0);
}

/* ---- say ---- */

TEST(short_text_is_one_message)
{
	struct say s = { .text = "hello", .len = 5 };

	EXPECT_INT(split_next(&s, 400), 5);
	EXPECT_STR(s.part, "hello");
	EXPECT_INT(split_next(&s, 400), 0);
}

TEST(long_text_is_cut_at_spaces)
{
	struct say s = { .text = "one two three", .len = 13 };

	EXPECT(split_next(&s, 6) > 0);
	EXPECT_STR(s.part, "one ");
	EXPECT(split_next(&s, 6) > 0);
	EXPECT_STR(s.part, "two ");
	EXPECT(split_next(&s, 6) > 0);
	EXPECT_STR(s.part, "three");
}

TEST(split_cut_cuts_after_a_space_or_a_character)
{
	EXPECT_INT(split_cut("one two three", 10), 8);
	EXPECT_INT(split_cut("one two three", 8), 8);
	EXPECT_INT(split_cut("one-two-three", 10), 10);
	EXPECT_INT(split_cut("1 345678901234", 10), 10);
	EXPECT_INT(split_cut("123456789" OE, 10), 9);
}

TEST(words_that_are_too_long_are_cut_at_characters)
{
	struct say s = { .text = OE OE OE, .len = 6 };

	EXPECT(split_next(&s, 5) > 0);
	EXPECT_STR(s.part, OE OE);
	EXPECT(split_next(&s, 5) > 0);
	EXPECT_STR(s.part, OE);
	EXPECT_INT(s.len, 0);
}

TEST(splitting_loses_nothing_at_any_size)
{
	static const char text[] = "The quick  brown f" OE "x jumps over thelazydogthatsleepsinthesun and   wakes";
	char together[sizeof text];

	for (size_t window = 4; window < 40; window++) {
		struct say s = { .text = text, .len = sizeof text - 1 };
		struct buf b;
		size_t n;
		buf_init(&b, together, sizeof together);
		while ((n = split_next(&s, window)) > 0) {
			EXPECT(n <= window && utf8_valid(s.part, n));
			buf_bytes(&b, s.part, n);
		}
		EXPECT_STR(together, text);
	}
}

TEST(sent_text_is_utf8_without_control_characters)
{
	struct say s = { .text = "a\x1b\xff\x02"
		                 "b\tc",
		         .len = 7 };

	EXPECT(split_next(&s, 400) > 0);
	EXPECT_STR(s.part, "a" BAD BAD "\x02"
	                   "b c");
}

/* ---- nick ---- */

TEST(a_nick_in_use_gets_underscores)
{
	struct nick n = { .name = "anna" };

	EXPECT(nick_other(&n, false));
	EXPECT_STR(n.name, "anna_");
	EXPECT(nick_other(&n, false));
	EXPECT_STR(n.name, "anna__");
}

TEST(a_nick_at_the_limit_replaces_its_last_letters)
{
	struct nick n = { .name = "abcdefghijklmnopqrstuvwxyzabcd" };

	EXPECT(nick_other(&n, false));
	EXPECT_STR(n.name, "abcdefghijklmnopqrstuvwxyzabc_");
	EXPECT(nick_other(&n, false));
	EXPECT_STR(n.name, "abcdefghijklmnopqrstuvwxyzab__");
}

TEST(a_nick_that_is_too_long_for_the_server_is_cut)
{
	struct nick n = { .name = "christopher" };

	EXPECT(nick_other(&n, true));
	EXPECT_STR(n.name, "christoph");
	EXPECT(nick_other(&n, false));
	EXPECT_STR(n.name, "christop_");
	EXPECT(!nick_other(&n, true)); /* nine are not too many: it is something else */
}

TEST(a_nick_that_the_server_cuts)
{
	struct nick n = { .name = "christopher" };

	nick_seen(&n, "christoph");
	EXPECT(nick_other(&n, false));
	EXPECT_STR(n.name, "christop_");
	nick_seen(&n, "christop_");
	EXPECT(nick_other(&n, false));
	EXPECT_STR(n.name, "christo__");
	nick_seen(&n, "anna"); /* another one: that says nothing */
	nick_seen(&n, "");
	EXPECT_STR(n.name, "christo__");
}

TEST(a_nick_that_grew_too_long_replaces_its_last_letters)
{
	struct nick n = { .name = "abcdefghi" };

	EXPECT(nick_other(&n, false));
	EXPECT_STR(n.name, "abcdefghi_");
	EXPECT(nick_other(&n, true));
	EXPECT_STR(n.name, "abcdefgh_");
	EXPECT(nick_other(&n, false));
	EXPECT_STR(n.name, "abcdefg__");
}

TEST(the_number_of_attempts_is_limited)
{
	struct nick n = { .name = "a" };
	int tries = 0;

	while (nick_other(&n, false))
		tries++;
	EXPECT_INT(tries, NICK_TRIES);
}
