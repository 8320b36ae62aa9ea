/* irc/propose: a valid nick for a typed name. */
#include "irc/propose.h"
#include "irc/name.h"
#include "unit.h"

static const char *nick_for(const char *typed)
{
	static char nick[NICK_MAX + 1];

	propose_nick(typed, nick);
	EXPECT(name_is_nick(nick));
	return nick;
}

TEST(spaces_become_underscores)
{
	EXPECT_STR(nick_for("Bob Smith"), "Bob_Smith");
	EXPECT_STR(nick_for("  Bob   Smith  "), "Bob_Smith");
	EXPECT_STR(nick_for("bob@home.example"), "bob_home_example");
	EXPECT_STR(nick_for("bob!"), "bob");
}

TEST(accents_are_removed)
{
	EXPECT_STR(nick_for("José"), "Jose");
	EXPECT_STR(nick_for("Jose\xcc\x81"), "Jose"); /* e and a combining accent */
	EXPECT_STR(nick_for("Łukasz Žižek"), "Lukasz_Zizek");
	EXPECT_STR(nick_for("Weiß Æsop Œuvre"), "Weiss_Aesop_Oeuvre");
	EXPECT_STR(nick_for("Nguyễn"), "Nguyen");
	EXPECT_STR(nick_for("ÀÿĀſ"), "AyAs"); /* the first and the last of the table */
}

TEST(a_leading_digit_or_hyphen_is_avoided)
{
	EXPECT_STR(nick_for("2fast4you"), "_2fast4you");
	EXPECT_STR(nick_for("-x-"), "_-x-");
}

TEST(a_name_without_letters_becomes_guest)
{
	EXPECT_STR(nick_for("日本語"), "guest");
	EXPECT_STR(nick_for("..."), "guest");
	EXPECT_STR(nick_for(""), "guest");
	EXPECT_STR(nick_for("×÷"), "guest");
	EXPECT_STR(nick_for("\xff\xfe"), "guest");
}

TEST(the_longest_nick_and_one_letter_more)
{
	EXPECT_STR(nick_for("abcdefghijklmnopqrstuvwxyzabcd"), "abcdefghijklmnopqrstuvwxyzabcd");
	EXPECT_STR(nick_for("abcdefghijklmnopqrstuvwxyzabcde"), "abcdefghijklmnopqrstuvwxyzabcd");
	EXPECT_STR(nick_for("abcdefghijklmnopqrstuvwxyzabcß"), "abcdefghijklmnopqrstuvwxyzabcs");
}

TEST(a_nick_in_use_gets_a_number)
{
	char nick[NICK_MAX + 1];

	propose_variation("bob", 2, nick);
	EXPECT_STR(nick, "bob2");
	propose_variation("abcdefghijklmnopqrstuvwxyzabcd", 17, nick);
	EXPECT_STR(nick, "abcdefghijklmnopqrstuvwxyzab17");
}
