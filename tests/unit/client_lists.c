/* client/windows, people, paste, recall, zone, batch, caps' helpers: the small modules that only keep something. */
#include "client/irc/batch.h"
#include "client/tty/paste.h"
#include "client/irc/nicklist.h"
#include "client/tty/recall.h"
#include "client/irc/windows.h"
#include "client/tty/timezone.h"
#include "irc/parse.h"
#include "unit.h"

/* ---- windows ---- */

TEST(windows_keep_their_numbers)
{
	windows_close_all();
	for (int i = 0; i < WINDOWS; i++) {
		char name[16];
		sprintf(name, "#window%d", i);
		EXPECT_INT(windows_number(windows_open(name)), i);
	}
	EXPECT(windows_open("#one-too-many") == NULL);
	EXPECT(windows_open("#WINDOW3") == windows_at(3));
	windows_close(windows_at(3));
	EXPECT(windows_at(3) == NULL);
	EXPECT_INT(windows_number(windows_open("#new")), 3);
	EXPECT(windows_at(-1) == NULL);
	EXPECT(windows_at(WINDOWS) == NULL);
}

TEST(channels_take_precedence_over_private_windows)
{
	windows_close_all();
	for (int i = 0; i < WINDOWS; i++) {
		char name[16];
		sprintf(name, "nick%d", i);
		EXPECT(windows_open(name) != NULL);
	}
	windows_select(windows_at(0));
	EXPECT(windows_open("stranger") == NULL);
	EXPECT_INT(windows_number(windows_open("#window")), 1);
	EXPECT_STR(windows_target(), "nick0");
}

TEST(a_name_must_be_one_word)
{
	windows_close_all();
	EXPECT(windows_open("#a b") == NULL);
	EXPECT(windows_open("#a,b") == NULL);
	EXPECT(windows_open(":a") == NULL);
	EXPECT(windows_open("") == NULL);
}

TEST(the_prompt_shows_unread_counts)
{
	char text[PROMPT_BYTES];
	struct buf b;

	windows_close_all();
	buf_init(&b, text, sizeof text);
	windows_prompt(&b, 80, 80);
	EXPECT_STR(text, "> ");
	windows_select(windows_open("#here"));
	for (int i = 0; i < 6; i++) {
		char name[16];
		sprintf(name, "#window%d", i);
		windows_open(name)->unread = 60 * (unsigned)i;
	}
	windows_at(2)->loud = true;
	buf_init(&b, text, sizeof text);
	windows_prompt(&b, 80, 80);
	EXPECT_STR(text, "[#here 3:60! 4:99 5:99 6:99 +] ");
	windows_next();
	EXPECT_STR(windows_target(), "#window1");
}

static const char *prompt(size_t columns, size_t name_columns)
{
	static char text[PROMPT_BYTES];
	struct buf b;

	buf_init(&b, text, sizeof text);
	windows_prompt(&b, columns, name_columns);
	return text;
}

TEST(a_narrow_prompt_keeps_the_name_and_shortens_the_list)
{
	windows_close_all();
	windows_select(windows_open("#here"));
	windows_open("#a")->unread = 5;
	windows_open("#b")->unread = 1;
	windows_at(2)->loud = true;
	EXPECT_STR(prompt(17, 17), "[#here 2:5 3:1!] ");
	EXPECT_STR(prompt(16, 17), "[#here 2:5 +!] ");
	EXPECT_STR(prompt(15, 17), "[#here 2:5 +!] ");
	EXPECT_STR(prompt(14, 17), "[#here +!] ");
	EXPECT_STR(prompt(11, 17), "[#here +!] ");
	EXPECT_STR(prompt(10, 17), "[#here] ");
	EXPECT_STR(prompt(0, 8), "[#here] ");
	EXPECT_STR(prompt(0, 7), "[#he\xe2\x80\xa6] ");
	EXPECT_STR(prompt(0, 5), "[#\xe2\x80\xa6] ");
	windows_at(2)->loud = false;
	EXPECT_STR(prompt(14, 17), "[#here 2:5 +] ");
	windows_select(windows_open("#\xe6\xbc\xa2\xe6\xbc\xa2")); /* five columns */
	EXPECT_STR(prompt(8, 8), "[#\xe6\xbc\xa2\xe6\xbc\xa2] ");
	EXPECT_STR(prompt(8, 7), "[#\xe6\xbc\xa2\xe2\x80\xa6] ");
	EXPECT_STR(prompt(6, 6), "[#\xe2\x80\xa6] ");
}

/* ---- people ---- */

TEST(the_last_speaker_comes_first_in_completion)
{
	nicklist_forget(-1);
	nicklist_seen("anna", 0);
	nicklist_seen("annika", 0);
	nicklist_seen("Anton", 1);
	nicklist_spoke("annika", 0);
	EXPECT_STR(nicklist_find(0, "AN", 2, 0), "annika");
	EXPECT_STR(nicklist_find(0, "an", 2, 1), "anna");
	EXPECT(nicklist_find(0, "an", 2, 2) == NULL);
	EXPECT_STR(nicklist_find(1, "", 0, 0), "Anton");
	nicklist_renamed("annika", "zoe");
	nicklist_left("anna", 0);
	EXPECT(nicklist_find(0, "an", 2, 0) == NULL);
	EXPECT_STR(nicklist_find(0, "z", 1, 0), "zoe");
	nicklist_forget(0);
	EXPECT(nicklist_find(0, "", 0, 0) == NULL);
	EXPECT(nicklist_find(1, "", 0, 0) != NULL);
}

TEST(endless_names_do_not_evict_recent_speakers)
{
	char nick[16];

	nicklist_forget(-1);
	nicklist_spoke("talker", 0);
	for (int i = 0; i < 10 * PEOPLE; i++) {
		sprintf(nick, "n%d", i);
		nicklist_seen(nick, 0);
	}
	EXPECT_STR(nicklist_find(0, "talk", 4, 0), "talker");
	EXPECT_STR(nicklist_find(0, nick, strlen(nick), 0), nick);
	nicklist_seen("ev\x1bil", 0);
	nicklist_seen("much-too-long-a-name-for-a-nick-even-on-networks-that-like-them-long", 0);
	EXPECT(nicklist_find(0, "ev", 2, 0) == NULL);
	EXPECT(nicklist_find(0, "much", 4, 0) == NULL);
}

/* ---- paste ---- */

static struct paste p;

static int lines_of(const char *text)
{
	paste_begin(&p);
	while (*text != '\0')
		EXPECT(!paste_byte(&p, *text++));
	for (text = "\x1b[201~"; text[1] != '\0';)
		EXPECT(!paste_byte(&p, *text++));
	EXPECT(paste_byte(&p, *text));
	return paste_lines(&p);
}

TEST(lines_of_a_paste_are_counted_and_cut)
{
	char *line;
	size_t len;

	EXPECT_INT(lines_of(""), 0);
	EXPECT_INT(lines_of("\r\n\r\n"), 0);
	EXPECT_INT(lines_of("one"), 1);
	EXPECT_INT(lines_of("one\n"), 1);
	EXPECT_INT(lines_of("one\r\ntwo\rthree\nfour\n\n"), 4);
	EXPECT(paste_next(&p, &line, &len) && len == 3);
	EXPECT_STR(line, "one");
	EXPECT(paste_next(&p, &line, &len) && paste_next(&p, &line, &len));
	EXPECT_STR(line, "three");
	EXPECT(paste_next(&p, &line, &len));
	EXPECT_STR(line, "four");
	EXPECT(!paste_next(&p, &line, &len));
	EXPECT_INT(lines_of("a\x1b\x1b[201\x1b[20"), 1);
	EXPECT(paste_next(&p, &line, &len));
	EXPECT_STR(line, "a\x1b\x1b[201\x1b[20");
}

TEST(a_paste_may_continue_after_its_timeout)
{
	char *line;
	size_t len;

	paste_begin(&p);
	paste_bytes(&p, "one\r\ntwo\r\n\r", 11);
	EXPECT_INT(paste_lines(&p), 2);
	EXPECT_INT(paste_size(&p), 7);
	paste_resume(&p);
	paste_bytes(&p, "\nthree", 6);
	EXPECT_INT(paste_lines(&p), 4);
	EXPECT(paste_next(&p, &line, &len) && paste_next(&p, &line, &len) && paste_next(&p, &line, &len) && len == 0);
	EXPECT(paste_next(&p, &line, &len));
	EXPECT_STR(line, "three");
	paste_begin(&p);
	paste_bytes(&p, "one\n", 4);
	EXPECT_INT(paste_lines(&p), 1);
	EXPECT(paste_next(&p, &line, &len));
	paste_rewind(&p);
	EXPECT(paste_next(&p, &line, &len));
	EXPECT_STR(line, "one");
	paste_resume(&p);
	paste_bytes(&p, "two", 3);
	EXPECT_INT(paste_lines(&p), 2);
}

/* ---- recall ---- */

TEST(lines_are_recalled)
{
	struct edit e = { .len = 0 };
	char line[EDIT_BYTES];

	EXPECT(!recall_earlier(&e));
	recall_add("one");
	recall_add("two");
	recall_add("two");
	edit_set(&e, "typing");
	EXPECT(recall_earlier(&e));
	EXPECT_STR(e.text, "two");
	EXPECT(recall_earlier(&e));
	EXPECT_STR(e.text, "one");
	EXPECT(!recall_earlier(&e));
	EXPECT(recall_later(&e) && recall_later(&e));
	EXPECT_STR(e.text, "typing");
	EXPECT(!recall_later(&e));
	memset(line, 'x', sizeof line);
	for (int i = 0; i < 50; i++) {
		sprintf(line + 900, "%d", i);
		recall_add(line);
	}
	for (int i = 0; recall_earlier(&e); i++)
		EXPECT(i < 10);
	EXPECT(strlen(e.text) > 900);
}

/* ---- zone ---- */

#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"

TEST(daylight_saving_time)
{
	EXPECT_INT(timezone_posix(BERLIN, 1774745999), 3600); /* 2026-03-29 00:59:59 UTC */
	EXPECT_INT(timezone_posix(BERLIN, 1774746000), 7200);
	EXPECT_INT(timezone_posix(BERLIN, 1792889999), 7200); /* 2026-10-25 00:59:59 UTC */
	EXPECT_INT(timezone_posix(BERLIN, 1792890000), 3600);
	EXPECT_INT(timezone_posix("EST5EDT,M3.2.0,M11.1.0", 1772953200 - 1), -18000); /* 2026-03-08 07:00 UTC */
	EXPECT_INT(timezone_posix("EST5EDT,M3.2.0,M11.1.0", 1772953200), -14400);
	EXPECT_INT(timezone_posix("AEST-10AEDT,M10.1.0,M4.1.0/3", 1767225600), 39600); /* summer in January */
	EXPECT_INT(timezone_posix("AEST-10AEDT,M10.1.0,M4.1.0/3", 1782864000), 36000);
}

TEST(other_zones_and_invalid_ones)
{
	EXPECT_INT(timezone_posix("UTC0", 0), 0);
	EXPECT_INT(timezone_posix("<+0545>-5:45", 0), 20700);
	EXPECT_INT(timezone_posix("<-03>3", 0), -10800);
	static const char *const wrong[] = { "",
		                             "-",
		                             "<",
		                             "CET",
		                             "CET-1CEST,",
		                             "CET-1CEST,M13.5.0,M10.5.0",
		                             "CET-1CEST,M3",
		                             "CET-1CEST,J60,J300",
		                             "A99999999999999",
		                             "<<<>>>" };
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		(void)timezone_posix(wrong[i], 1774746000); /* nothing worse than a wrong hour */
}

TEST(the_rule_in_a_zone_file)
{
	char good[] = "TZif2 whatever\nCET-1\n", none[] = "TZif2\n\n", torn[] = "TZif2", empty[1] = "";

	EXPECT_STR(timezone_footer(good, sizeof good - 1), "CET-1");
	EXPECT_STR(timezone_footer(none, sizeof none - 1), "");
	EXPECT_STR(timezone_footer(torn, sizeof torn - 1), "");
	EXPECT_STR(timezone_footer(empty, 0), "");
}

/* ---- batch ---- */

static struct batch *hear(const char *text, bool *ended)
{
	static char line[256];
	struct irc_msg m;

	strcpy(line, text);
	irc_parse(&m, line);
	return batch_hear(&m, NULL, ended);
}

TEST(batches_begin_and_end)
{
	bool ended;
	struct batch *b;

	batch_reset();
	b = hear("BATCH +1 chathistory #lobby", &ended);
	EXPECT(b != NULL && !ended && b->history);
	EXPECT_STR(b->about, "#lobby");
	b = hear("@batch=1 BATCH +2 netsplit a b", &ended);
	EXPECT(b != NULL && b->history); /* within history everything is history */
	EXPECT(hear("BATCH +3 netsplit", &ended) != NULL && !batch_find("3")->history);
	EXPECT(hear("BATCH -1", &ended) != NULL && ended);
	EXPECT(batch_find("1") == NULL && batch_find("2") != NULL);
	EXPECT(hear("BATCH", &ended) == NULL);
	EXPECT(hear("BATCH +", &ended) == NULL);
	EXPECT(hear("BATCH -nothing", &ended) == NULL);
	for (int i = 0; i < 3 * BATCHES; i++)
		hear("BATCH +same chathistory #x", &ended);
	EXPECT(hear("BATCH +full chathistory #x", &ended) == NULL);
}
