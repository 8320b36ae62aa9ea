/* client/show: IRC messages as text for people. */
#include "client/irc/render.h"
#include "unit.h"

static char line[8192], out[4096];
static struct ui_look look;

static const char *window = "#lobby";

/* The text that linnet shows to "anna" in the window for a message; NULL when that is nothing. */
static const char *show(const char *text)
{
	struct irc_msg m;
	struct buf b;

	strcpy(line, text);
	buf_init(&b, out, sizeof out);
	EXPECT_INT(irc_parse(&m, line), 0);
	look = (struct ui_look){ .kind = UI_INFO };
	return render_message(&b, &look, &m, "anna", window) ? out : NULL;
}

#define SHOWS(message, wanted_kind, wanted)               \
	do {                                              \
		const char *got = show(message);          \
		EXPECT(got != NULL);                      \
		if (got != NULL) {                        \
			EXPECT_STR(got, wanted);          \
			EXPECT(look.kind == wanted_kind); \
		}                                         \
	} while (0)

TEST(messages)
{
	SHOWS(":bob!~b@h PRIVMSG #lobby :hello there", UI_TALK, "<bob> hello there");
	SHOWS(":bob!~b@h PRIVMSG #Lobby hello", UI_TALK, "<bob> hello");
	SHOWS(":bob!~b@h PRIVMSG #other :hello", UI_TALK, "#other <bob> hello");
	SHOWS(":bob!~b@h PRIVMSG @#lobby :psst", UI_TALK, "@#lobby <bob> psst");
	SHOWS(":bob!~b@h PRIVMSG +modeless :hello", UI_TALK, "+modeless <bob> hello");
	SHOWS(":bob!~b@h PRIVMSG anna :psst", UI_TALK, "*bob* psst");
	SHOWS(":anna!~a@h PRIVMSG bob :what", UI_TALK, "-> *bob* what");
	SHOWS(":anna!~a@h PRIVMSG #lobby :mine", UI_TALK, "<anna> mine");
	SHOWS("@time=2026-11-23T21:40:00.000Z :bob!~b@h PRIVMSG #lobby :tagged", UI_TALK, "<bob> tagged");
}

TEST(actions)
{
	SHOWS(":bob!~b@h PRIVMSG #lobby :\1ACTION waves\1", UI_TALK, "* bob waves");
	SHOWS(":bob!~b@h PRIVMSG #other :\1ACTION waves", UI_TALK, "#other * bob waves");
	SHOWS(":bob!~b@h PRIVMSG anna :\1ACTION waves\1", UI_TALK, "*bob* /me waves");
	EXPECT(show(":bob!~b@h PRIVMSG anna :\1VERSION\1") == NULL);
}

TEST(notices)
{
	SHOWS(":bob!~b@h NOTICE #lobby :hm", UI_TALK, "-bob- hm");
	SHOWS(":irc.example NOTICE anna :going down", UI_INFO, "going down");
	SHOWS("NOTICE * :who are you", UI_INFO, "who are you");
}

TEST(joins_and_parts)
{
	SHOWS(":bob!~b@h JOIN #lobby", UI_EVENT, "* bob joined #lobby");
	SHOWS(":bob!~b@h PART #lobby :tired", UI_EVENT, "* bob left #lobby (tired)");
	SHOWS(":bob!~b@h PART #lobby", UI_EVENT, "* bob left #lobby");
	SHOWS(":bob!~b@h QUIT :gone", UI_EVENT, "* bob left (gone)");
	SHOWS(":bob!~b@h QUIT :\"\"", UI_EVENT, "* bob left");
	SHOWS(":bob!~b@h NICK rob", UI_EVENT, "* bob is now rob");
	SHOWS(":bob!~b@h KICK #lobby eve :rude", UI_EVENT, "* bob threw eve out of #lobby (rude)");
	SHOWS(":bob!~b@h MODE #lobby +o anna", UI_EVENT, "* bob set mode #lobby +o anna");
	SHOWS(":bob!~b@h TOPIC #lobby :news", UI_EVENT, "* bob set the topic of #lobby: news");
}

TEST(numerics)
{
	SHOWS(":s 332 anna #lobby :news", UI_INFO, "Topic of #lobby: news");
	SHOWS(":s 353 anna = #lobby :@anna bob", UI_INFO, "In #lobby: @anna bob");
	SHOWS(":s 352 anna #lobby ~b host s bob H :0 Bob B.", UI_INFO, "bob (~b@host) Bob B.");
	SHOWS(":s 311 anna bob ~b host * :Bob B.", UI_INFO, "bob is ~b@host: Bob B.");
	SHOWS(":s 322 anna #x 3 :topic", UI_INFO, "#x (3) topic");
	SHOWS(":s 401 anna nobody :No such nick", UI_ERROR, "nobody: No such nick");
	SHOWS(":s 299 anna a b :c", UI_INFO, "a b: c");
	EXPECT(show(":s 005 anna A B :are supported") == NULL);
	EXPECT(show(":s 366 anna #lobby :End") == NULL);
	EXPECT(show(":s WHATEVER a b") == NULL);
}

TEST(knocks)
{
	SHOWS(":board 710 #lobby #lobby bob!~b@h :has asked for an invite", UI_INFO,
	      "#lobby: bob!~b@h has asked for an invite");
	SHOWS(":board 710 anna #lobby bob!~b@h :is KNOCKing: rain", UI_INFO, "#lobby: bob!~b@h is KNOCKing: rain");
	SHOWS(":board 711 anna #lobby :Your knock was delivered", UI_INFO, "#lobby: Your knock was delivered");
	SHOWS(":board 712 anna #lobby :Too many knocks", UI_ERROR, "#lobby: Too many knocks");
	SHOWS(":board 713 anna #lobby :The channel is open", UI_ERROR, "#lobby: The channel is open");
	SHOWS(":board 714 anna #lobby :You are in this channel", UI_ERROR, "#lobby: You are in this channel");
}

TEST(messages_with_too_few_parameters_are_safe)
{
	static const char *const commands[] = { "PRIVMSG", "NOTICE", "JOIN", "PART",   "QUIT", "KICK",
		                                "NICK",    "TOPIC",  "MODE", "INVITE", "FAIL", "001",
		                                "311",     "352",    "353",  "322",    "401",  "299" };

	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		char text[64];
		strcpy(text, commands[i]);
		show(text);
		strcat(text, " x");
		show(text);
	}
}

TEST(no_control_character_of_a_message_reaches_the_terminal)
{
	static const char *const messages[] = {
		":b\x1b]0;x\x07!u@h PRIVMSG #\x1b[2J :\x1b[31m\xc2\x9b"
		"1m\x9bm\r",
		":b\x1b!u@h JOIN #\x1b[2J",
		":b\x1b!u@h PART #\x1b :\x1b",
		":b\x1b!u@h NICK \x1b[2J",
		":b\x1b!u@h MODE \x1b \x1b \x1b",
		":\x1b KICK \x1b \x1b \x1b",
		":\x1b 353 \x1b \x1b \x1b \x1b",
		":\x1b 299 \x1b \x1b \x1b",
		":\x1b 352 a b \x1b \x1b \x1b \x1b \x1b :0 \x1b",
		":\x1b PRIVMSG anna :\1ACTION \x1b\1",
	};

	for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
		const char *p = show(messages[i]);
		EXPECT(p != NULL);
		for (; p != NULL && *p != '\0'; p++)
			EXPECT((unsigned char)*p >= ' ' && *p != 0x7f &&
			       !((unsigned char)p[0] == 0xc2 && (unsigned char)p[1] < 0xa0));
	}
}

TEST(output_for_programs_has_one_format)
{
	window = NULL;
	SHOWS(":bob!~b@h PRIVMSG #lobby :hello", UI_TALK, "#lobby <bob> hello");
	SHOWS(":bob!~b@h PRIVMSG anna :psst", UI_TALK, "anna <bob> psst");
	SHOWS(":anna!~a@h PRIVMSG bob :what", UI_TALK, "bob <anna> what");
	SHOWS(":bob!~b@h PRIVMSG #lobby :\1ACTION waves\1", UI_TALK, "#lobby * bob waves");
	SHOWS(":bob!~b@h PRIVMSG anna :\1ACTION waves\1", UI_TALK, "anna * bob waves");
	SHOWS(":bob!~b@h NOTICE #lobby :hm", UI_TALK, "#lobby -bob- hm");
	window = "#lobby";
}

TEST(the_nick_is_found_for_its_colour)
{
	EXPECT_STR(show(":bob!~b@h PRIVMSG #other :bob"), "#other <bob> bob");
	EXPECT_INT(look.nick_at, 8);
	EXPECT_INT(look.nick_len, 3);
}

TEST(a_zero_width_joiner_in_a_nick_is_replaced)
{
	EXPECT_STR(show(":b\xe2\x80\x8dob!~b@h PRIVMSG #lobby :a\xe2\x80\x8d"
	                "b"),
	           "<b\xef\xbf\xbdob> a\xe2\x80\x8d"
	           "b");
}
