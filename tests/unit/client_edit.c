/* client/edit: the line being typed. */
#include "client/tty/edit.h"
#include "unit.h"

#define OE "\xc3\xb6"      /* o with diaeresis, one character of two bytes */
#define HAN "\xe6\xbc\xa2" /* a character two columns wide */
#define ACUTE "\xcc\x81"   /* an accent that combines with the character before it */

static struct edit e;

static enum edit_result type(const char *text)
{
	enum edit_result result = EDIT_SAME;
	struct keys k = { 0 };

	for (; *text != '\0'; text++) {
		enum key key = keys_byte(&k, *text);
		if (key != KEY_NONE)
			result = edit_key(&e, key, k.text, k.len);
	}
	return result;
}

static void start(const char *text)
{
	edit_clear(&e);
	type(text);
}

#define LEFT "\x02"
#define RIGHT "\x06"
#define HOME "\x01"
#define END "\x05"
#define BACKSPACE "\x7f"
#define DELETE "\x04"

TEST(text_is_inserted_at_the_cursor)
{
	start("helo");
	type(LEFT "l");
	EXPECT_STR(e.text, "hello");
	type(HOME OE END "!");
	EXPECT_STR(e.text, OE "hello!");
	EXPECT_INT(e.at, e.len);
}

TEST(the_cursor_moves_by_characters)
{
	start("a" OE HAN);
	type(LEFT);
	EXPECT_INT(e.at, 3);
	type(LEFT);
	EXPECT_INT(e.at, 1);
	type(LEFT LEFT LEFT);
	EXPECT_INT(e.at, 0);
	type(RIGHT RIGHT);
	EXPECT_INT(e.at, 3);
}

TEST(a_combining_accent_moves_with_its_letter)
{
	start("xe" ACUTE "y");
	type(LEFT LEFT);
	EXPECT_INT(e.at, 1);
	type(RIGHT BACKSPACE);
	EXPECT_STR(e.text, "xy");
	start(ACUTE);
	type(BACKSPACE);
	EXPECT_STR(e.text, "");
}

TEST(deleting)
{
	start("one two" OE);
	EXPECT_INT(type(BACKSPACE), EDIT_CHANGED);
	EXPECT_STR(e.text, "one two");
	type(HOME DELETE);
	EXPECT_STR(e.text, "ne two");
	type(END "\x17");
	EXPECT_STR(e.text, "ne ");
	type("\x17");
	EXPECT_STR(e.text, "");
	EXPECT_INT(type(BACKSPACE), EDIT_REFUSED);
	start("one two");
	type("\x1b"
	     "b\x0b");
	EXPECT_STR(e.text, "one ");
	type("x" LEFT "\x15");
	EXPECT_STR(e.text, "x");
	EXPECT_INT(e.at, 0);
}

TEST(delete_on_an_empty_line_is_the_end_of_input)
{
	start("");
	EXPECT_INT(type(DELETE), EDIT_END);
	start("a");
	EXPECT_INT(type(DELETE), EDIT_REFUSED); /* nothing behind the cursor: no end either */
	EXPECT_STR(e.text, "a");
}

TEST(words)
{
	start("one  two");
	type("\x1b"
	     "b");
	EXPECT_INT(e.at, 5);
	type("\x1b"
	     "b");
	EXPECT_INT(e.at, 0);
	type("\x1b"
	     "f\x1b"
	     "f");
	EXPECT_INT(e.at, 8);
}

TEST(enter_completes_the_line)
{
	start("hello");
	EXPECT_INT(type("\r"), EDIT_LINE);
	EXPECT_STR(e.text, "hello");
}

TEST(a_full_line_refuses_more_and_stays_whole)
{
	edit_clear(&e);
	for (int i = 0; i < EDIT_BYTES - 1; i++)
		EXPECT_INT(edit_key(&e, KEY_TEXT, "x", 1), EDIT_CHANGED);
	EXPECT_INT(edit_key(&e, KEY_TEXT, OE, 2), EDIT_REFUSED);
	EXPECT_INT(edit_key(&e, KEY_TEXT, "y", 1), EDIT_CHANGED);
	EXPECT_INT(edit_key(&e, KEY_TEXT, "y", 1), EDIT_REFUSED);
	EXPECT_INT(e.len, EDIT_BYTES);
	EXPECT_INT(strlen(e.text), EDIT_BYTES);
}

TEST(setting_a_line_cuts_it_at_a_character)
{
	char line[EDIT_BYTES + 8];

	memset(line, 'x', sizeof line);
	memcpy(line + EDIT_BYTES - 1, OE "z", 4);
	edit_set(&e, line);
	EXPECT_INT(e.len, EDIT_BYTES - 1);
	edit_set(&e, "short");
	EXPECT(strcmp(e.text, "short") == 0 && e.at == 5);
}

/* The text drawn in so many columns, and the position of the cursor. */
static const char *view(size_t columns, size_t *cursor)
{
	static char text[EDIT_BYTES + 1];
	struct edit_view v;

	edit_view(&e, columns, &v);
	memcpy(text, v.text, v.len);
	text[v.len] = '\0';
	*cursor = v.cursor;
	return text;
}

TEST(a_line_that_fits_is_drawn_whole)
{
	size_t cursor;

	start("a" HAN "b");
	EXPECT_STR(view(10, &cursor), "a" HAN "b");
	EXPECT_INT(cursor, 4);
	type(LEFT LEFT);
	view(10, &cursor);
	EXPECT_INT(cursor, 1);
}

TEST(a_long_line_scrolls_and_the_cursor_stays_visible)
{
	size_t cursor;

	start("0123456789012345678901234567890123456789");
	EXPECT(strlen(view(12, &cursor)) <= 12 && cursor < 12);
	type(HOME);
	EXPECT_STR(view(12, &cursor), "012345678901");
	EXPECT_INT(cursor, 0);
	for (int i = 0; i < 60; i++) {
		const char *text = view(12, &cursor);
		EXPECT(cursor < 12 && cursor <= strlen(text));
		EXPECT(e.at == 40 || text[cursor] == e.text[e.at]);
		type(i < 50 ? RIGHT : LEFT);
	}
	type(END "\x15");
	EXPECT_STR(view(12, &cursor), "");
}

TEST(a_window_that_is_widened_again_shows_the_same_text)
{
	char before[EDIT_BYTES + 1];
	size_t cursor, was;

	start("0123456789012345678901234567890123456789");
	strcpy(before, view(60, &was));
	view(12, &cursor);
	EXPECT_STR(view(60, &cursor), before);
	EXPECT_INT(cursor, was);
	for (int left = 0; left <= 40; left++) {
		edit_clear(&e);
		type("0123456789012345678901234567890123456789");
		for (int i = 0; i < left; i++)
			type(LEFT);
		strcpy(before, view(30, &was));
		EXPECT(strlen(view(12, &cursor)) <= 12 && cursor < 12);
		EXPECT_STR(view(30, &cursor), before);
		EXPECT_INT(cursor, was);
	}
}

TEST(wide_characters_never_exceed_the_window)
{
	size_t cursor;

	start(HAN HAN HAN HAN HAN HAN HAN HAN);
	for (size_t columns = 2; columns < 20; columns++)
		for (int i = 0; i <= 8; i++) {
			type(HOME);
			for (int k = 0; k < i; k++)
				type(RIGHT);
			EXPECT(strlen(view(columns, &cursor)) / 3 * 2 <= columns && cursor < columns);
		}
}

TEST(random_keys_keep_the_line_valid)
{
	static const char *const strokes[] = { "a",
		                               " ",
		                               OE,
		                               HAN,
		                               ACUTE,
		                               LEFT,
		                               RIGHT,
		                               HOME,
		                               END,
		                               "\x0b",
		                               "\x15",
		                               "\x17",
		                               BACKSPACE,
		                               DELETE,
		                               "word ",
		                               "\x1b"
		                               "b",
		                               "\x1b"
		                               "f",
		                               "\x1b[D",
		                               "\x1b[1;5C",
		                               "\xf0\x9f\x90\xa6" };
	unsigned random = 1;
	size_t cursor;

	edit_clear(&e);
	for (int i = 0; i < 200000; i++) {
		random = random * 1664525u + 1013904223u;
		type(strokes[(random >> 16) % (sizeof strokes / sizeof strokes[0])]);
		if (e.len != strlen(e.text) || e.at > e.len || ((unsigned char)e.text[e.at] & 0xc0) == 0x80)
			EXPECT(!"the line and its cursor fit together");
		view(2 + random % 40, &cursor);
		if (cursor >= 2 + random % 40)
			EXPECT(!"the cursor is in sight");
		if (e.len > 300)
			edit_clear(&e);
	}
}
