/* irc/line: a stream of bytes in, whole lines out. */
#include "irc/line.h"
#include "limits.h"
#include "unit.h"

static struct line_in in;
static char space[INPUT_BYTES], large[LARGE_INPUT_BYTES];

static void start(void)
{
	line_start(&in, space, sizeof space, LINE_MAX_BYTES - 2, CLIENT_TAGS_MAX);
}

/* Feeds bytes, as much as there is room for; returns how many went in. */
static size_t feed(const char *bytes, size_t n)
{
	size_t room;
	char *to = line_room(&in, &room);

	if (n > room)
		n = room;
	memcpy(to, bytes, n);
	line_filled(&in, n);
	return n;
}

static void feed_text(const char *text)
{
	EXPECT_INT(feed(text, strlen(text)), strlen(text));
}

#define EXPECT_LINE(wanted)                                                   \
	do {                                                                  \
		char *line_ = "";                                             \
		size_t len_ = 0;                                              \
		EXPECT_INT(line_next(&in, &line_, &len_, false), LINE_READY); \
		EXPECT_STR(line_, wanted);                                    \
		EXPECT_INT(len_, strlen(wanted));                             \
	} while (0)

#define EXPECT_STATUS(status)                                             \
	do {                                                              \
		char *line_;                                              \
		size_t len_;                                              \
		EXPECT_INT(line_next(&in, &line_, &len_, false), status); \
	} while (0)

TEST(blanks_and_byte_order_marks_before_the_first_line_are_dropped)
{
	const char *bytes;

	start();
	feed_text(" \t");
	EXPECT(!line_drop_blank(&in));
	feed_text("\r\n\xef\xbb\xbf \n");
	EXPECT(line_drop_blank(&in));
	EXPECT_INT(line_pending(&in, &bytes), 0);
	feed_text("  NICK ann\r\n  rest\xef\xbb\xbf");
	EXPECT(!line_drop_blank(&in));
	EXPECT_LINE("NICK ann");
	EXPECT_STATUS(LINE_NONE);
	EXPECT_INT(line_pending(&in, &bytes), 9);
	start();
	feed_text("\xef\xbb"); /* it may become one */
	EXPECT(!line_drop_blank(&in));
	EXPECT_INT(line_pending(&in, &bytes), 2);
	feed_text("\xbfx");
	EXPECT(!line_drop_blank(&in));
	EXPECT_INT(line_pending(&in, &bytes), 1);
	start();
	for (int i = 0; i < 100; i++) { /* as many as like to come */
		feed_text(" \n\n        \r\n\r\n          \r\n");
		EXPECT(line_drop_blank(&in));
	}
}

TEST(lines_end_with_cr_lf_or_both)
{
	start();
	feed_text("one\r\ntwo\nthree\rfour");
	EXPECT_LINE("one");
	EXPECT_LINE("two");
	EXPECT_LINE("three");
	EXPECT_STATUS(LINE_NONE);
	feed_text("\n");
	EXPECT_LINE("four");
	EXPECT_STATUS(LINE_NONE);
}

TEST(empty_lines_are_dropped_unless_wanted)
{
	char *line;
	size_t len;

	start();
	feed_text("\r\n\n\r\nx\n");
	EXPECT_LINE("x");
	feed_text("\n");
	EXPECT_INT(line_next(&in, &line, &len, true), LINE_READY);
	EXPECT_INT(len, 0);
}

TEST(a_line_may_come_byte_by_byte)
{
	const char *text = "PRIVMSG #x :hello\r\n";

	start();
	for (size_t i = 0; i < strlen(text) - 2; i++) {
		feed(text + i, 1);
		EXPECT_STATUS(LINE_NONE);
	}
	feed_text("\r\n");
	EXPECT_LINE("PRIVMSG #x :hello");
}

/* The result of a line of n bytes, sent whole or in small pieces. */
static enum line_status status_of(size_t n, size_t piece)
{
	static char text[20000];
	enum line_status status = LINE_NONE;
	char *line;
	size_t len;

	start();
	memset(text, 'x', n);
	memcpy(text + n, "\r\n", 2);
	for (size_t at = 0; at < n + 2 && status == LINE_NONE;) {
		at += feed(text + at, n + 2 - at < piece ? n + 2 - at : piece);
		status = line_next(&in, &line, &len, false);
	}
	return status;
}

TEST(a_line_at_the_limit_is_whole_and_one_past_it_is_dropped)
{
	for (size_t piece = 1; piece < 2000; piece = piece * 3 + 1) {
		EXPECT_INT(status_of(LINE_MAX_BYTES - 2, piece), LINE_READY);
		EXPECT_INT(status_of(LINE_MAX_BYTES - 1, piece), LINE_LONG);
		EXPECT_INT(status_of(15000, piece), LINE_LONG);
	}
}

TEST(the_line_after_a_long_one_is_intact)
{
	EXPECT_INT(status_of(5000, 100), LINE_LONG);
	feed_text("next\r\n");
	EXPECT_LINE("next");
}

/* A line of n letters, but for one other byte; in two pieces, so that it begins at any place in a word. */
static bool ascii_of(size_t n, size_t at, char other, size_t piece)
{
	static char text[100];
	char *line;
	size_t len;

	start();
	memset(text, 'x', n);
	text[at] = other;
	memcpy(text + n, "\r\n", 2);
	feed(text, piece);
	EXPECT_INT(line_next(&in, &line, &len, false), LINE_NONE);
	feed(text + piece, n + 2 - piece);
	EXPECT_INT(line_next(&in, &line, &len, false), LINE_READY);
	EXPECT_INT(len, n);
	return line_is_ascii(&in);
}

TEST(ascii_lines_are_marked)
{
	static const char others[] = { '\0', '\1', '\xff', '\x80' };

	for (size_t n = 1; n < 40; n++) {
		for (size_t at = 0; at < n; at++) {
			for (size_t piece = 1; piece <= n; piece += 5) {
				EXPECT(ascii_of(n, at, 'y', piece));
				EXPECT(ascii_of(n, at, '\x0e', piece));
				EXPECT(ascii_of(n, at, '\x7f', piece));
				for (size_t i = 0; i < sizeof others; i++)
					EXPECT(!ascii_of(n, at, others[i], piece));
			}
		}
	}
}

TEST(the_marks_of_a_line_do_not_affect_the_next)
{
	start();
	feed_text("caf\xc3\xa9\r\nplain\r\n");
	EXPECT_LINE("caf\xc3\xa9");
	EXPECT(!line_is_ascii(&in));
	EXPECT_LINE("plain");
	EXPECT(line_is_ascii(&in));
}

/* `@` and n - 2 bytes of tags and a space, then a command. */
static enum line_status tags_of(size_t n, size_t piece, char **line)
{
	static char text[20000];
	enum line_status status = LINE_NONE;
	size_t len, total = n + 6;

	start();
	memset(text, 't', n);
	text[0] = '@';
	text[n - 1] = ' ';
	memcpy(text + n, "PING\r\n", 6);
	for (size_t at = 0; at < total && status == LINE_NONE;) {
		at += feed(text + at, total - at < piece ? total - at : piece);
		status = line_next(&in, line, &len, false);
		if (status == LINE_LARGE) {
			line_move(&in, large, sizeof large);
			status = LINE_NONE;
		}
	}
	return status;
}

TEST(tags_are_kept_up_to_their_limit)
{
	char *line = "";

	for (size_t piece = 1; piece < 2000; piece = piece * 3 + 1) {
		EXPECT_INT(tags_of(CLIENT_TAGS_MAX, piece, &line), LINE_READY);
		EXPECT_STR(line + CLIENT_TAGS_MAX - 2, "t PING");
		EXPECT_INT(tags_of(CLIENT_TAGS_MAX + 1, piece, &line), LINE_LONG);
		EXPECT_INT(tags_of(15000, piece, &line), LINE_LONG);
	}
	feed_text("after\r\n");
	EXPECT_LINE("after");
}

TEST(tags_and_a_line_at_their_limits_fit_together)
{
	static char text[CLIENT_TAGS_MAX + LINE_MAX_BYTES];
	char *line = "";
	size_t len = 0, at;

	start();
	memset(text, 'x', sizeof text);
	text[0] = '@';
	text[CLIENT_TAGS_MAX - 1] = ' ';
	memcpy(text + sizeof text - 2, "\r\n", 2);
	at = feed(text, sizeof text);
	EXPECT_INT(line_next(&in, &line, &len, false), LINE_LARGE);
	line_move(&in, large, sizeof large);
	EXPECT_INT(feed(text + at, sizeof text - at), sizeof text - at);
	EXPECT_INT(line_next(&in, &line, &len, false), LINE_READY);
	EXPECT_INT(len, sizeof text - 2);
	EXPECT(line_fits(&in, sizeof space));
	line_move(&in, space, sizeof space);
	feed_text("next\r\n");
	EXPECT_LINE("next");
}

TEST(an_at_sign_is_an_ordinary_character_without_tags)
{
	line_start(&in, space, sizeof space, LINE_MAX_BYTES - 2, 0);
	feed_text("@bob hi\n");
	EXPECT_LINE("@bob hi");
}

TEST(a_line_of_tags_only_is_a_line)
{
	start();
	feed_text("@a=b\r\nnext\r\n");
	EXPECT_LINE("@a=b");
	EXPECT_LINE("next");
}

TEST(pending_shows_the_unfinished_line)
{
	const char *bytes;

	start();
	feed_text("GET /");
	EXPECT_INT(line_pending(&in, &bytes), 5);
	EXPECT(memcmp(bytes, "GET /", 5) == 0);
}
