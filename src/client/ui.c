/* ui.c: what a person sees and types; or what a program writes and reads.
 *
 * Owns the standard input and output, and the line being typed with its
 * prompt at the bottom of the terminal. There is no full-screen mode: what is
 * shown scrolls away upwards like the output of any program. To show a line,
 * the prompt is erased, the line is written, and ui_flush draws the prompt
 * again, once for all lines of a turn. Writing waits for whoever reads;
 * nothing that was shown is left out, unless a signal asked to leave.
 */
#include "client/ui.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/utf8.h"
#include "client/client.h"
#include "client/edit.h"
#include "client/keys.h"
#include "client/term.h"
#include "client/text.h"

/* What a pipe takes without waiting when it takes anything (pipe(7): PIPE_BUF). */
#define PIPE_BYTES 4096

/* Bytes in front of what is read: a character that a line has no more room for goes back there. */
#define UTF8_BYTES 4

/* Bytes of text that a line of the log has room for, beside its head. */
#define LOG_TEXT (LOG_LINE - 32)

/* The least columns that the line being typed gets: below, there is no prompt. */
#define COLUMNS_LEAST 20

static struct {
	bool editor; /* a terminal on both sides: lines are typed here */
	bool person; /* not a program */
	bool input;  /* the standard input has not ended */
	bool ended;  /* its end has been passed on */
	bool talk;
	bool broken;
	bool drawn, stale; /* the prompt is on the screen; it shows something else by now */
	char prompt[PROMPT_BYTES];
	struct keys keys;
	struct edit edit;
	char in[UTF8_BYTES + INPUT_READ_BYTES]; /* what was read and not yet looked at: [in_start, in_end) */
	size_t in_start, in_end;
	char line[INPUT_LINE_BYTES + 1]; /* the line that was typed last, or the one being read */
	size_t line_len;
	char out[OUTPUT_BYTES];
	size_t out_len;
} ui;

/* ---- writing ---- */

/* Waits until some bytes can be written. False: a signal asks to leave, and whoever reads does not read. On a terminal
 * the write itself waits, and a signal interrupts it. */
static bool wait_for_reader(int fd)
{
	struct pollfd p[2] = { { .fd = fd, .events = POLLOUT }, { .fd = term_wake_fd(), .events = POLLIN } };

	while (!ui.editor && poll(p, 2, term_stop_signal() == 0 ? -1 : 0) < 0)
		;
	return ui.editor || p[0].revents != 0;
}

static void write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0 && wait_for_reader(fd)) {
		ssize_t done = write(fd, bytes, n < PIPE_BYTES ? n : PIPE_BYTES);
		if (done < 0 && errno == EINTR && term_stop_signal() == 0)
			continue;
		if (done < 0) {
			if (fd == STDOUT_FILENO && !ui.broken && errno != EINTR) {
				ui.broken = true;
				if (errno != EPIPE && !ui.editor)
					log_error("cannot write");
			}
			return;
		}
		bytes += done;
		n -= (size_t)done;
	}
}

static void write_out(void)
{
	write_all(STDOUT_FILENO, ui.out, ui.out_len);
	ui.out_len = 0;
}

static void put(const char *bytes, size_t n)
{
	while (n > 0) {
		size_t part = sizeof ui.out - ui.out_len;
		if (part > n)
			part = n;
		memcpy(ui.out + ui.out_len, bytes, part);
		ui.out_len += part;
		bytes += part;
		n -= part;
		if (ui.out_len == sizeof ui.out)
			write_out();
	}
}

static void put_str(const char *s)
{
	put(s, strlen(s));
}

/* ---- the prompt ---- */

static void erase_prompt(void)
{
	if (ui.drawn)
		put_str("\r\x1b[J"); /* what is behind the cursor, on all rows below too */
	ui.drawn = false;
}

static void draw_prompt(void)
{
	size_t columns = term_columns() - 1; /* the last one stays free: a cursor behind it is handled in many ways */
	size_t prompt = text_width(ui.prompt, strlen(ui.prompt)), cursor;
	struct edit_view view;
	char move[24];
	struct buf b;

	if (prompt + COLUMNS_LEAST > columns)
		prompt = 0;
	edit_view(&ui.edit, columns > prompt + 2 ? columns - prompt : 2, &view);
	put_str("\r");
	if (prompt > 0)
		put_str(ui.prompt);
	put(view.text, view.len);
	put_str("\x1b[J\r");
	cursor = prompt + view.cursor;
	buf_init(&b, move, sizeof move);
	if (cursor > 0)
		buf_fmt(&b, "\x1b[%zuC", cursor);
	put(move, b.len);
	ui.drawn = true;
	ui.stale = false;
}

void ui_room(const char *name)
{
	char prompt[PROMPT_BYTES];
	struct buf b;

	buf_init(&b, prompt, sizeof prompt);
	if (*name != '\0') {
		buf_char(&b, '[');
		text_clean(&b, name, strlen(name));
		buf_str(&b, "] ");
	} else {
		buf_str(&b, "> ");
	}
	if (strcmp(prompt, ui.prompt) != 0) {
		buf_copy(ui.prompt, sizeof ui.prompt, prompt);
		ui.stale = true;
	}
}

void ui_flush(void)
{
	if (ui.editor && (!ui.drawn || ui.stale))
		draw_prompt();
	if (ui.out_len > 0)
		write_out();
}

void ui_redraw(void)
{
	ui.stale = true;
}

void ui_suspend(void)
{
	erase_prompt();
	write_out();
	term_suspend();
}

/* ---- showing ---- */

static const char *mark(enum ui_kind kind)
{
	return kind == UI_INFO || kind == UI_ERROR ? "-- " : "";
}

void ui_show(enum ui_kind kind, const char *text, size_t len)
{
	len = utf8_cut(text, len); /* what was too long may have been cut anywhere */
	if (kind == UI_ERROR && !ui.person) {
		log_errorx("%.*s", (int)utf8_cut(text, len < LOG_TEXT ? len : LOG_TEXT), text);
		return;
	}
	if (kind == UI_TALK ? !ui.talk : !ui.person)
		return;
	erase_prompt();
	put_str(mark(kind));
	put(text, len);
	put_str("\n");
}

void ui_showf(enum ui_kind kind, const char *format, ...)
{
	static char text[SHOW_BYTES];
	va_list args;
	struct buf b;

	buf_init(&b, text, sizeof text);
	va_start(args, format);
	buf_vfmt(&b, format, args);
	va_end(args);
	ui_show(kind, text, b.len);
}

bool ui_person(void)
{
	return ui.person;
}

bool ui_broken(void)
{
	return ui.broken;
}

/* ---- reading ---- */

int ui_fd(void)
{
	return ui.input && ui.in_start == ui.in_end ? STDIN_FILENO : -1;
}

int ui_timeout(void)
{
	return ui.editor && keys_pending(&ui.keys) ? ESCAPE_MS : -1;
}

void ui_idle(void)
{
	keys_idle(&ui.keys);
}

void ui_read(void)
{
	ssize_t n = read(STDIN_FILENO, ui.in + UTF8_BYTES, INPUT_READ_BYTES);

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0)
		ui.input = false;
	ui.in_start = UTF8_BYTES;
	ui.in_end = UTF8_BYTES + (n > 0 ? (size_t)n : 0);
}

/* The line is typed: it makes room for the next one. What it says is shown when it is said. */
static enum ui_input take_typed(char **line, size_t *len)
{
	memcpy(ui.line, ui.edit.text, ui.edit.len + 1);
	*line = ui.line;
	*len = ui.edit.len;
	edit_clear(&ui.edit);
	ui.stale = true;
	return UI_LINE;
}

static enum ui_input next_typed(char **line, size_t *len)
{
	while (ui.in_start < ui.in_end) {
		enum key key = keys_byte(&ui.keys, ui.in[ui.in_start++]);

		if (key == KEY_NONE)
			continue;
		switch (edit_key(&ui.edit, key, ui.keys.text, ui.keys.len)) {
		case EDIT_SAME:
			break;
		case EDIT_CHANGED:
			ui.stale = true;
			break;
		case EDIT_REFUSED:
			put_str("\a");
			break;
		case EDIT_REDRAW:
			put_str("\x1b[H\x1b[2J");
			ui.stale = true;
			break;
		case EDIT_LINE:
			return take_typed(line, len);
		case EDIT_END:
			ui.input = false;
			ui.in_start = ui.in_end;
			break;
		}
	}
	return UI_NOTHING;
}

/* Ends the line being read after n bytes. */
static enum ui_input take_read(char **line, size_t *len, size_t n)
{
	while (n > 0 && ui.line[n - 1] == '\r')
		n--;
	ui.line[n] = '\0';
	ui.line_len = 0;
	*line = ui.line;
	*len = n;
	return UI_LINE;
}

static enum ui_input next_read(char **line, size_t *len)
{
	while (ui.in_start < ui.in_end) {
		char c = ui.in[ui.in_start++];

		if (c == '\n')
			return take_read(line, len, ui.line_len);
		ui.line[ui.line_len++] = c;
		if (ui.line_len == INPUT_LINE_BYTES) {
			/* Cut where a character ends; those of its bytes that are here start the next line. */
			size_t keep = utf8_cut(ui.line, ui.line_len), back = ui.line_len - keep;
			ui.in_start -= back;
			memcpy(ui.in + ui.in_start, ui.line + keep, back);
			return take_read(line, len, keep);
		}
	}
	if (!ui.input && ui.line_len > 0)
		return take_read(line, len, ui.line_len);
	return UI_NOTHING;
}

enum ui_input ui_next(char **line, size_t *len)
{
	enum ui_input got = ui.editor ? next_typed(line, len) : next_read(line, len);

	if (got == UI_NOTHING && !ui.input && !ui.ended) {
		ui.ended = true;
		return UI_END;
	}
	return got;
}

void ui_give_back(const char *line)
{
	if (ui.editor && ui.edit.len == 0) {
		edit_set(&ui.edit, line);
		ui.stale = true;
	}
}

/* ---- start and end ---- */

/* A descriptor that is closed gets one that fails: otherwise the socket would take its place. */
static void fill_descriptors(void)
{
	static const int wrong_way[] = { O_WRONLY, O_RDONLY, O_RDONLY };

	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", wrong_way[fd]) < 0)
			return;
}

/* Lines of the log, above the line being typed. */
static void write_log(enum log_level level, const char *text, size_t len)
{
	(void)level;
	if (ui.editor) {
		erase_prompt();
		put(text, len + 1);
	} else {
		write_all(STDERR_FILENO, text, len + 1);
	}
}

int ui_open(bool input, bool talk)
{
	const char *term = getenv("TERM");

	fill_descriptors();
	ui.input = input;
	ui.ended = !input;
	ui.talk = talk;
	ui.person = input && talk && isatty(STDIN_FILENO);
	ui.editor = ui.person && isatty(STDOUT_FILENO) && term != NULL && *term != '\0' && strcmp(term, "dumb") != 0;
	ui_room("");
	log_to(write_log);
	return term_open(ui.editor);
}

void ui_close(void)
{
	if (ui.editor && ui.edit.len > 0)
		ui_showf(UI_INFO, "Not sent: %s", ui.edit.text);
	erase_prompt();
	write_out();
	ui.editor = false;
	term_restore();
}
