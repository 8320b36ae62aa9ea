/* irc/plain: IRC for people without a client. */
#include "irc/plain.h"
#include "irc/line.h"
#include "unit.h"

static struct irc_msg m;
static char space[LINE_HEADROOM + 600];
static char *const typed = space + LINE_HEADROOM;

static enum plain_input parse(const char *text)
{
	memset(space, '.', sizeof space);
	strcpy(typed, text);
	return plain_parse(&m, typed, "#lobby");
}

TEST(text_goes_to_the_channel)
{
	EXPECT_INT(parse("hello you"), PLAIN_COMMAND);
	EXPECT_STR(m.command, "PRIVMSG");
	EXPECT_STR(m.params[0], "#lobby");
	EXPECT_STR(m.params[1], "hello you");
	EXPECT_INT(parse("//etc is a path"), PLAIN_COMMAND);
	EXPECT_STR(m.params[1], "/etc is a path");
	EXPECT_INT(parse("  \t "), PLAIN_NOTHING);
}

TEST(me_is_an_action_and_writes_nothing_past_the_line)
{
	EXPECT_INT(parse("/me waves"), PLAIN_COMMAND);
	EXPECT_STR(m.params[1], "\1ACTION waves\1");
	EXPECT(m.params[1] >= space);
	EXPECT_INT(typed[strlen("/me waves") + 1], '.');
	EXPECT_INT(parse("/me"), PLAIN_USAGE);
	EXPECT_INT(parse("/ME  x"), PLAIN_COMMAND);
	EXPECT_STR(m.params[1], "\1ACTION x\1");
}

/* The command that a line becomes, with all its parameters. */
static const char *becomes(const char *text)
{
	static char irc[200];
	struct buf b;

	if (parse(text) != PLAIN_COMMAND)
		return m.command;
	buf_init(&b, irc, sizeof irc);
	buf_str(&b, m.command);
	for (int i = 0; i < m.nparams; i++)
		buf_fmt(&b, " <%s>", m.params[i]);
	return irc;
}

TEST(commands_for_operators_of_a_channel)
{
	EXPECT_STR(becomes("/kick bob"), "KICK <#lobby> <bob>");
	EXPECT_STR(becomes("/kick  bob  be nice "), "KICK <#lobby> <bob> <be nice >");
	EXPECT_STR(becomes("/kick"), "Whom? /kick name reason");
	EXPECT_STR(becomes("/ban bob now"), "MODE <#lobby> <+b> <bob>");
	EXPECT_STR(becomes("/BAN  "), "Whom? /ban name");
	EXPECT_STR(becomes("/unban *!*@10.0.0.1"), "MODE <#lobby> <-b> <*!*@10.0.0.1>");
	EXPECT_STR(becomes("/op bob"), "MODE <#lobby> <+o> <bob>");
	EXPECT_STR(becomes("/deop bob"), "MODE <#lobby> <-o> <bob>");
	EXPECT_STR(becomes("/op"), "Whom? /op name");
	EXPECT_STR(becomes("/deop"), "Whom? /deop name");
	EXPECT_STR(becomes("/unban"), "Whom? /unban name");
	EXPECT_STR(becomes("/invite bob"), "INVITE <bob> <#lobby>");
	EXPECT_STR(becomes("/invite"), "Whom? /invite name");
	EXPECT_STR(becomes("/mode"), "MODE <#lobby>");
	EXPECT_STR(becomes("/mode +lk 20 key more"), "MODE <#lobby> <+lk> <20> <key>");
}

TEST(commands)
{
	EXPECT_INT(parse("/nick bob"), PLAIN_COMMAND);
	EXPECT_STR(m.command, "NICK");
	EXPECT_INT(m.nparams, 1);
	EXPECT_INT(parse("/nick  Bob Smith"), PLAIN_COMMAND);
	EXPECT_STR(m.params[0], "Bob Smith");
	EXPECT_INT(parse("/nick "), PLAIN_USAGE);
	EXPECT_INT(parse("/list"), PLAIN_COMMAND);
	EXPECT_STR(m.command, "LIST");
	EXPECT_INT(parse("/msg bob hi there"), PLAIN_COMMAND);
	EXPECT_STR(m.params[0], "bob");
	EXPECT_STR(m.params[1], "hi there");
	EXPECT_INT(parse("/msg bob"), PLAIN_USAGE);
	EXPECT_INT(parse("/join #x key"), PLAIN_COMMAND);
	EXPECT_INT(m.nparams, 2);
	EXPECT_INT(parse("/part"), PLAIN_COMMAND);
	EXPECT_STR(m.params[0], "#lobby");
	EXPECT_INT(parse("/topic"), PLAIN_COMMAND);
	EXPECT_INT(m.nparams, 1);
	EXPECT_INT(parse("/who"), PLAIN_COMMAND);
	EXPECT_STR(m.command, "NAMES");
	EXPECT_INT(parse("/quit good bye"), PLAIN_COMMAND);
	EXPECT_STR(m.params[0], "good bye");
	EXPECT_INT(parse("/help"), PLAIN_HELP);
	EXPECT_INT(parse("/dance"), PLAIN_UNKNOWN);
	EXPECT_STR(m.command, "/dance");
}

/* An IRC line as a user in plain mode reads it; "(nothing)" when it is not shown. */
static const char *render(const char *irc)
{
	static char text[1024];
	static char line[600];
	struct buf b;

	strcpy(line, irc);
	buf_init(&b, text, sizeof text);
	if (irc_parse(&m, line) < 0 || !plain_render(&b, &m, "#lobby"))
		return "(nothing)";
	EXPECT(b.len >= 2 && strcmp(b.at + b.len - 2, "\r\n") == 0);
	b.at[b.len - 2] = '\0';
	return text;
}

TEST(messages_of_others)
{
	EXPECT_STR(render(":bob!u@h PRIVMSG #lobby :hi all"), "<bob> hi all");
	EXPECT_STR(render(":bob!u@h PRIVMSG #ops :hi"), "#ops <bob> hi");
	EXPECT_STR(render(":bob!u@h PRIVMSG me :psst"), "*bob* psst");
	EXPECT_STR(render(":bob!u@h PRIVMSG #lobby :\1ACTION waves\1"), "* bob waves");
	EXPECT_STR(render(":bob!u@h PRIVMSG #lobby :\1VERSION\1"), "(nothing)");
	EXPECT_STR(render(":bob!u@h NOTICE #lobby :ping"), "-bob- ping");
	EXPECT_STR(render(":board NOTICE me :a word"), "-- a word");
}

TEST(events_of_others)
{
	EXPECT_STR(render(":bob!u@h JOIN #lobby"), "* bob joined #lobby");
	EXPECT_STR(render(":bob!u@h PART #lobby :bye"), "* bob left #lobby (bye)");
	EXPECT_STR(render(":bob!u@h QUIT :gone"), "* bob left (gone)");
	EXPECT_STR(render(":bob!u@h NICK :rob"), "* bob is now rob");
	EXPECT_STR(render(":bob!u@h TOPIC #lobby :food"), "* bob set the topic of #lobby: food");
	EXPECT_STR(render(":bob!u@h MODE #lobby +o al"), "* bob set mode #lobby +o al");
	EXPECT_STR(render(":bob!u@h KICK #lobby al :out"), "* bob threw al out of #lobby (out)");
	EXPECT_STR(render(":bob!u@h AWAY :gone"), "(nothing)");
}

TEST(server_messages)
{
	EXPECT_STR(render(":s 001 me :Welcome"), "(nothing)");
	EXPECT_STR(render(":s 353 me = #lobby :@bob me"), "-- In #lobby: @bob me");
	EXPECT_STR(render(":s 433 * bob :That nick is in use"), "-- bob: That nick is in use");
	EXPECT_STR(render(":s 372 me :- hello"), "- hello");
	EXPECT_STR(render(":s 324 me #lobby +nt"), "-- Modes of #lobby: +nt");
	EXPECT_STR(render(":s 367 me #lobby *!*@10.0.0.1 ann 1795473600"), "-- Banned from #lobby: *!*@10.0.0.1");
	EXPECT_STR(render(":s 341 me bob #lobby"), "-- You invited bob to #lobby");
	EXPECT_STR(render(":s MODE #lobby +o al"), "* s set mode #lobby +o al");
	EXPECT_STR(render(":s 422 me :none"), "(nothing)");
	EXPECT_STR(render("ERROR"), "-- ");
	EXPECT_STR(render("ERROR :Closing Link: h (bye)"), "-- Closing Link: h (bye)");
	EXPECT_STR(render("PING :x"), "(nothing)");
}

TEST(no_control_byte_of_a_text_reaches_a_terminal)
{
	EXPECT_STR(render(":bob!u@h PRIVMSG #lobby :a\x1b[2Jb\x07\x7f\xc2\x9b"
	                  "c"),
	           "<bob> a[2Jbc");
	EXPECT_STR(render(":bob!u@h PRIVMSG #lobby :a\xe2\x80\xae" "b\xe2\x80\xa8" "c\xe2\x81\xa6" "d\xe2\x82\xac"), "<bob> abcd\xe2\x82\xac");
	EXPECT_STR(render(":bob!u@h PRIVMSG #lobby :\x02"
	                  "bold\x02 \x03"
	                  "04,12red\x03 \x03"
	                  "123 tab\there"),
	           "<bob> bold red 3 tab here");
	EXPECT_STR(render(":bob!u@h PRIVMSG #lobby :gr\xc3\xbc\xc3\x9f"
	                  "e \xff"),
	           "<bob> gr\xc3\xbc\xc3\x9f"
	           "e ?");
}

TEST(no_control_byte_of_a_name_reaches_a_terminal)
{
	EXPECT_STR(render(":bob!u@h JOIN #a\xe2\x80\xae" "b"), "* bob joined #ab");
	EXPECT_STR(render(":s 332 me #a\xc2\x9b" "b :x"), "-- Topic of #ab: x");
	EXPECT_STR(render(":b\x1b[2Job!u@h PRIVMSG #lobby :hi"), "<b[2Job> hi");
}

TEST(the_first_word_distinguishes_irc_from_a_name)
{
	EXPECT(plain_is_irc("NICK bob") && plain_is_irc("nick bob") && plain_is_irc("CAP LS 302") &&
	       plain_is_irc("QUIT"));
	EXPECT(plain_is_irc(":x NICK bob") && plain_is_irc("@a=b NICK bob") && plain_is_irc("PASS") &&
	       plain_is_irc("PROTOCTL NAMESX"));
	EXPECT(!plain_is_irc("bob") && !plain_is_irc("nick") && !plain_is_irc("Nick") && !plain_is_irc("bob smith"));
	EXPECT(!plain_is_irc("NICKY") && !plain_is_irc(""));
}
