/* irc/parse: one line taken apart. */
#include "irc/parse.h"
#include "unit.h"

static struct irc_msg m;
static char line[600];

static int parse(const char *text)
{
	strcpy(line, text);
	return irc_parse(&m, line);
}

TEST(a_command_alone)
{
	EXPECT_INT(parse("QUIT"), 0);
	EXPECT_STR(m.command, "QUIT");
	EXPECT_INT(m.nparams, 0);
	EXPECT(m.source == NULL && m.tags == NULL);
}

TEST(source_and_tags)
{
	EXPECT_INT(parse("@time=x;a=b :n!u@h PRIVMSG #c :hi there"), 0);
	EXPECT_STR(m.tags, "time=x;a=b");
	EXPECT_STR(m.source, "n!u@h");
	EXPECT_STR(m.command, "PRIVMSG");
	EXPECT_INT(m.nparams, 2);
	EXPECT_STR(m.params[0], "#c");
	EXPECT_STR(m.params[1], "hi there");
}

TEST(several_spaces_count_as_one)
{
	EXPECT_INT(parse("  :src   MODE   #c  +o   bob   "), 0);
	EXPECT_INT(m.nparams, 3);
	EXPECT_STR(m.params[2], "bob");
}

TEST(the_last_parameter_may_be_empty_or_begin_with_colons)
{
	EXPECT_INT(parse("TOPIC #c :"), 0);
	EXPECT_INT(m.nparams, 2);
	EXPECT_STR(m.params[1], "");
	EXPECT_INT(parse("PRIVMSG #c ::-) yes"), 0);
	EXPECT_STR(m.params[1], ":-) yes");
	EXPECT_INT(parse("PRIVMSG #c a:b"), 0);
	EXPECT_STR(m.params[1], "a:b");
}

TEST(a_line_without_a_command_is_refused)
{
	EXPECT_INT(parse(""), -1);
	EXPECT_INT(parse("   "), -1);
	EXPECT_INT(parse(":source"), -1);
	EXPECT_INT(parse("@tags :source "), -1);
}

TEST(fifteen_parameters_and_one_more)
{
	EXPECT_INT(parse("C 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15"), 0);
	EXPECT_INT(m.nparams, 15);
	EXPECT_STR(m.params[14], "15");
	EXPECT_INT(parse("C 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 :x"), 0);
	EXPECT_INT(m.nparams, 15);
	EXPECT_STR(m.params[14], "15 16 :x");
}

static bool is_clients(const char *tag)
{
	return irc_tag_is_clients(tag, strlen(tag));
}

TEST(client_only_tags)
{
	EXPECT(is_clients("+typing"));
	EXPECT(is_clients("+draft/reply=x"));
	EXPECT(is_clients("+example.com/Key-2=a=b"));
	EXPECT(is_clients("+k="));
	EXPECT(!is_clients("typing"));
	EXPECT(!is_clients("+"));
	EXPECT(!is_clients("+=x"));
	EXPECT(!is_clients("+a\tb"));
	EXPECT(!is_clients("+a@b=x"));
	EXPECT(!is_clients("+a:b"));
	EXPECT(!is_clients("+\xc3\xa4"));
	EXPECT(!irc_tag_is_clients("+=x", 1));
}

TEST(tag_values_are_unescaped)
{
	char value[20];

	EXPECT(irc_tag("a=1;bb=x\\:y\\sz\\\\\\r\\n;c", "bb", value, sizeof value));
	EXPECT_STR(value, "x;y z\\\r\n");
	EXPECT(irc_tag("a=1;bb=2;c", "c", value, sizeof value));
	EXPECT_STR(value, "");
	EXPECT(!irc_tag("a=1;bb=2", "b", value, sizeof value));
	EXPECT(!irc_tag(NULL, "b", value, sizeof value));
	EXPECT(irc_tag("a=x\\", "a", value, sizeof value));
	EXPECT_STR(value, "x");
	EXPECT(irc_tag("a=123456", "a", value, 4));
	EXPECT_STR(value, "123");
}

TEST(of_a_repeated_tag_the_last_value_is_used)
{
	char value[20];

	EXPECT(irc_tag("a=1;b=2;a=3", "a", value, sizeof value));
	EXPECT_STR(value, "3");
	EXPECT(irc_tag("a=1;b=2;a", "a", value, sizeof value));
	EXPECT_STR(value, "");
}

static const char *last(const char *tags)
{
	static char text[200];

	strcpy(text, tags);
	return irc_tags_last(text);
}

TEST(earlier_values_of_repeated_tags_are_dropped)
{
	EXPECT_STR(last(""), "");
	EXPECT_STR(last("+a=1"), "+a=1");
	EXPECT_STR(last("+a=1;+b;c=3"), "+a=1;+b;c=3");
	EXPECT_STR(last("+a=1;+b=2;+a=3"), "+b=2;+a=3");
	EXPECT_STR(last("+a;+a=;+a=x;+a"), "+a");
	EXPECT_STR(last("+a=1;+A=2;a=3"), "+a=1;+A=2;a=3");
	EXPECT_STR(last("+ab=1;+a=2;+abc=3;+a"), "+ab=1;+abc=3;+a");
	EXPECT_STR(last(";+a;;+b;"), "+a;+b");
	EXPECT_STR(last("=;=1;;"), "=1");
}

TEST(the_nick_of_a_source)
{
	char nick[5];

	irc_source_nick("bob!u@h", nick, sizeof nick);
	EXPECT_STR(nick, "bob");
	irc_source_nick("a.server", nick, sizeof nick);
	EXPECT_STR(nick, "a.se");
}

TEST(lists_skip_empty_parts_and_cut_long_ones)
{
	const char *list = ",#a,,#bcdef,";
	char item[5];

	EXPECT(irc_list_next(&list, item, sizeof item));
	EXPECT_STR(item, "#a");
	EXPECT(irc_list_next(&list, item, sizeof item));
	EXPECT_STR(item, "#bcd");
	EXPECT(!irc_list_next(&list, item, sizeof item));
}

TEST(a_ctcp_is_any_request_except_action)
{
	EXPECT(irc_is_ctcp("\1VERSION\1"));
	EXPECT(irc_is_ctcp("\1PING 1"));
	EXPECT(irc_is_ctcp("\1ACTIONS\1"));
	EXPECT(irc_is_ctcp("\1"));
	EXPECT(!irc_is_ctcp("\1ACTION waves\1"));
	EXPECT(!irc_is_ctcp("\1ACTION\1"));
	EXPECT(!irc_is_ctcp("\1ACTION"));
	EXPECT(!irc_is_ctcp("hello \1VERSION\1"));
	EXPECT(!irc_is_ctcp(""));
}

TEST(a_long_part_of_a_list_is_cut_between_characters_and_stays_too_long)
{
	const char *list = "#a\xc3\xa4\xc3\xa4,#a\xc3\xa4,#ab\xc3\xa4,#\xf0\x9f\x98\x80";
	char item[5];

	EXPECT(irc_list_next(&list, item, sizeof item));
	EXPECT_STR(item, "#a\xc3\xa4");
	EXPECT(irc_list_next(&list, item, sizeof item));
	EXPECT_STR(item, "#a\xc3\xa4");
	EXPECT(irc_list_next(&list, item, sizeof item));
	EXPECT_STR(item, "#ab?");
	EXPECT(irc_list_next(&list, item, sizeof item));
	EXPECT_STR(item, "#???");
	EXPECT(!irc_list_next(&list, item, sizeof item));
}
