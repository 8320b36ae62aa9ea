/* client/tty alone: see tests.mk. It has a terminal of our own, and stand-ins for the layers above. */
#define _GNU_SOURCE /* posix_openpt */

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "client/tty/input.h"
#include "client/tty/term.h"
#include "client/tty/ui.h"
#include "unit.h"

/* Milliseconds after which a test gives up. */
#define PATIENCE_MS 10000

/* ---- stand-ins for the layers above the terminal ---- */

static int went_to = -1, went_on; /* the window that the person went to last; how often to the next one */

static void prompt(struct buf *b, size_t columns, size_t name_columns)
{
	(void)columns;
	(void)name_columns;
	buf_str(b, "[here] ");
}

static bool go_to(int i)
{
	went_to = i;
	return i < 3;
}

static void go_next(void)
{
	went_on++;
}

static const char *find(const char *word, bool first, int n, const char **behind)
{
	static const char *const names[] = { "anna", "anton" };

	*behind = first ? ": " : " ";
	return *word == 'a' && n < 2 ? names[n] : NULL;
}

static const struct input_hooks above = { .prompt = prompt, .go_to = go_to, .go_next = go_next, .find = find };

/* ---- the terminal ---- */

static int terminal = -1, screen = -1, report = -1; /* its two sides; where the test's own output goes */

/* The standard output is the terminal only while client/tty is called: the test's own output goes elsewhere. */
static void at_terminal(bool there)
{
	fflush(stdout);
	EXPECT(dup2(there ? terminal : report, STDOUT_FILENO) == STDOUT_FILENO);
}

static void begin(void)
{
	report = dup(STDOUT_FILENO);
	screen = posix_openpt(O_RDWR | O_NOCTTY);
	EXPECT(screen >= 0 && grantpt(screen) == 0 && unlockpt(screen) == 0);
	terminal = open(ptsname(screen), O_RDWR | O_NOCTTY);
	EXPECT(terminal >= 0 && dup2(terminal, STDIN_FILENO) == STDIN_FILENO);
	setenv("TERM", "xterm", 1);
	log_open("test", LOG_INFO);
	at_terminal(true);
	EXPECT(ui_open(true, true) == 0);
	EXPECT(ui_person() && ui_editor());
	input_open(true, &above);
	ui_flush();
	at_terminal(false);
}

static bool readable(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return fd >= 0 && poll(&p, 1, ms) == 1;
}

/* True when the screen gets this text. */
static bool shows(const char *text)
{
	static char got[8192];
	static size_t len;
	uint64_t start = clock_ms();
	bool there;

	got[len] = '\0';
	while (strstr(got, text) == NULL && clock_since(clock_ms(), start) < PATIENCE_MS && len < sizeof got - 1) {
		ssize_t n = readable(screen, 20) ? read(screen, got + len, sizeof got - 1 - len) : 0;

		len += n > 0 ? (size_t)n : 0;
		got[len] = '\0';
	}
	there = strstr(got, text) != NULL;
	len = 0;
	return there;
}

/* The next line that was typed, or "" when there is none. */
static const char *next_line(void)
{
	enum input_kind kind;
	char *line;
	size_t len;

	at_terminal(true);
	kind = input_next(&line, &len, true, false);
	ui_flush();
	at_terminal(false);
	return kind == INPUT_LINE || kind == INPUT_TEXT ? line : kind == INPUT_END ? "(end)" : "";
}

/* The same after these keys. */
static const char *types(const char *keys)
{
	EXPECT(write(screen, keys, strlen(keys)) == (ssize_t)strlen(keys));
	EXPECT(readable(input_fd(), PATIENCE_MS));
	input_read(clock_ms());
	return next_line();
}

TEST(typed_text_appears_after_the_prompt_and_becomes_a_line)
{
	begin();
	EXPECT(shows("[here] "));
	EXPECT_STR(types("hello"), "");
	EXPECT(shows("[here] hello"));
	EXPECT_STR(types("\r"), "hello");
}

TEST(output_appears_above_the_input_line)
{
	begin();
	EXPECT_STR(types("half"), "");
	EXPECT(shows("half"));
	at_terminal(true);
	ui_showf(UI_INFO, "news");
	ui_flush();
	at_terminal(false);
	EXPECT(shows("news"));
	EXPECT_STR(types(" a line\r"), "half a line");
}

TEST(tab_requests_completions)
{
	begin();
	EXPECT_STR(types("a\t"), "");
	EXPECT_STR(types("\t\r"), "anton: ");
	EXPECT_STR(types("to a\t\r"), "to anna ");
	EXPECT_STR(types("b\t\r"), "b");
}

TEST(alt_and_a_digit_go_to_a_window)
{
	begin();
	EXPECT_STR(types("\x1b"
	                 "2"),
	           "");
	EXPECT_INT(went_to, 1);
	EXPECT_STR(types("\x1b"
	                 "0"),
	           "");
	EXPECT_INT(went_to, 9);
	EXPECT(shows("\a"));
	EXPECT_STR(types("\x1b"
	                 "a"),
	           "");
	EXPECT_INT(went_on, 1);
}

TEST(a_paste_of_several_lines_asks_first)
{
	begin();
	EXPECT_STR(types("\x1b[200~one\rtwo\x1b[201~"), "");
	EXPECT(shows("Send 2 lines? y/n "));
	EXPECT_STR(types("y"), "one");
	EXPECT_STR(next_line(), "two");
	EXPECT_STR(next_line(), "");
}

TEST(the_end_of_input_is_reported)
{
	begin();
	EXPECT_STR(types("\x04"), "(end)");
}
