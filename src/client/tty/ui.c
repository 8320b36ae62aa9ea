/* ui.c: output, for a user at a terminal or for a program.
 *
 * Owns the bottom of the terminal: the prompt and the line being typed. There is no full-screen mode: lines scroll
 * upwards like the output of any program. To show a line, the prompt is erased and the line is written. ui_flush then
 * redraws the prompt, once for all lines of a turn.
 */
#include "client/tty/ui.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"
#include "client/client_limits.h"
#include "client/text/text.h"
#include "client/tty/out.h"
#include "client/tty/term.h"
#include "client/tty/timezone.h"
#include "irc/format.h"
#include "irc/name.h"

/* Bytes of text that fit into a line of the log after its prefix. */
#define LOG_TEXT (LOG_LINE - 32)

/* Columns reserved for the line being typed. Beside the list of unread windows it gets a third, from TYPING_LEAST to
 * TYPING_MOST; beside the name of the window it gets TYPING_LEAST. If not even NAME_LEAST columns of the name fit
 * beside it, there is no prompt. */
#define TYPING_LEAST 4
#define TYPING_MOST 20
#define NAME_LEAST 5

#define DAY_SECONDS 86400

/* ECMA-48 section 8.3.117 (SGR). */
#define PLAIN "\x1b[m"
#define DIM "\x1b[2m"
#define BOLD "\x1b[1m"
/* Nicks have six colours, starting at red, each normal and bold. */
#define COLOURS 6

static struct {
	bool editor; /* input and output are a terminal */
	bool person; /* a user, not a program */
	bool talk;
	bool colour;
	bool drawn, stale, bell; /* the prompt is on the screen; it is out of date; ring the bell */
	size_t cursor;           /* the cursor's column when it was drawn */
	size_t columns;          /* the window's width at the last ui_resized */
	uint64_t day;            /* of the last line shown, in days since 1970, local time */
	const struct ui_bottom *bottom;
	char prompt[PROMPT_BYTES];
} ui;

/* ---- the prompt ---- */

static void erase_prompt(void)
{
	if (ui.drawn)
		out_str("\r\x1b[J"); /* erases to the end of the screen, with any wrapped rows */
	ui.drawn = false;
}

/* Columns for the prompt and the line being typed. The last column stays free, because terminals differ in how they
 * handle a cursor beyond it. */
static size_t columns_used(void)
{
	return ui.columns - 1;
}

static void make_prompt(void)
{
	size_t columns = columns_used(), typing = columns / 3;
	char prompt[PROMPT_BYTES];
	struct buf b;

	if (typing < TYPING_LEAST)
		typing = TYPING_LEAST;
	if (typing > TYPING_MOST)
		typing = TYPING_MOST;
	buf_init(&b, prompt, sizeof prompt);
	ui.bottom->question(&b, columns);
	if (b.len == 0 && columns >= TYPING_LEAST + NAME_LEAST)
		ui.bottom->prompt(&b, columns - typing, columns - TYPING_LEAST);
	if (strcmp(prompt, ui.prompt) != 0) {
		memcpy(ui.prompt, prompt, sizeof prompt);
		ui.stale = true;
	}
}

static void draw_prompt(void)
{
	size_t columns = columns_used(), prompt = text_width(ui.prompt, strlen(ui.prompt));
	struct edit_view view;

	if (prompt + 2 > columns)
		prompt = 0; /* the window has shrunk since the prompt was made */
	edit_view(ui.bottom->edit, columns > prompt + 2 ? columns - prompt : 2, &view);
	out_str("\r");
	if (prompt > 0)
		out_str(ui.prompt);
	out_put(view.text, view.len);
	out_str("\x1b[J\r");
	ui.cursor = prompt + view.cursor;
	if (ui.cursor > 0)
		out_fmt("\x1b[%zuC", ui.cursor);
	ui.drawn = true;
	ui.stale = false;
}

void ui_flush(void)
{
	if (ui.editor && ui.bottom != NULL) {
		if (ui.bell)
			out_str("\a");
		make_prompt();
		if (!ui.drawn || ui.stale)
			draw_prompt();
	}
	ui.bell = false;
	out_flush();
}

void ui_redraw(void)
{
	ui.stale = true;
}

void ui_clear(void)
{
	out_str("\x1b[H\x1b[2J");
	ui.stale = true;
}

void ui_bell(void)
{
	ui.bell = true;
}

/* Some terminals rewrap lines on a resize, the line being typed as well: it then starts as many rows above the cursor
 * as it takes at the new width. On a terminal that does not rewrap, moving up would erase lines of the chat. So this is
 * done only for terminals known to rewrap. */
void ui_resized(void)
{
	size_t rows;

	ui.columns = term_columns();
	rows = ui.drawn ? ui.cursor / ui.columns : 0;
	if (getenv("TMUX") == NULL && getenv("VTE_VERSION") == NULL)
		rows = 0;
	while (rows-- > 0)
		out_str("\x1b[A");
	ui.stale = true;
}

/* The size may have changed while the shell had the terminal. */
void ui_resumed(void)
{
	ui.columns = term_columns();
	ui.stale = true;
}

void ui_suspend(void)
{
	erase_prompt();
	out_flush();
	term_suspend();
}

/* ---- showing lines ---- */

/* Writes `21:40 `, after a line with the date if the day has changed since the last line. */
static void put_time(uint64_t when)
{
	uint64_t local = when / 1000 + (uint64_t)timezone_offset(when / 1000);
	struct clock_date date;

	clock_date(local, &date);
	if (local / DAY_SECONDS != ui.day && ui.day != 0)
		out_fmt("-- %04d-%02d-%02d\n", date.year, date.month, date.day);
	ui.day = local / DAY_SECONDS;
	out_fmt("%02d:%02d ", date.hour, date.minute);
}

/* Writes the escape sequence for a nick's colour. */
static void put_colour(const char *nick, size_t len)
{
	uint32_t hash = 0;

	for (size_t i = 0; i < len; i++)
		hash = hash * 31 + (unsigned char)name_fold(nick[i]);
	hash = (hash ^ hash >> 15) % (2 * COLOURS);
	out_fmt("\x1b[%s3%um", hash < COLOURS ? "" : "1;", (unsigned)(hash % COLOURS) + 1);
}

static void show_person(const struct ui_look *look, const char *text, size_t len)
{
	bool dim = look->past || look->kind == UI_EVENT || look->kind == UI_INFO;
	bool nick = ui.colour && !dim && look->nick_len > 0 && look->nick_at + look->nick_len <= len;

	erase_prompt();
	if (ui.colour)
		out_str(DIM);
	put_time(look->when);
	if (ui.colour && !dim)
		out_str(look->loud ? PLAIN BOLD : PLAIN);
	if (look->kind != UI_TALK && look->kind != UI_EVENT)
		out_str("-- ");
	if (nick) {
		out_put(text, look->nick_at);
		text += look->nick_at;
		put_colour(text, look->nick_len);
		out_put(text, look->nick_len);
		out_str(look->loud ? PLAIN BOLD : PLAIN);
		text += look->nick_len;
		len -= look->nick_at + look->nick_len;
	}
	out_put(text, len);
	out_str(ui.colour ? PLAIN "\n" : "\n");
	if (look->loud && !look->past)
		ui.bell = true;
}

void ui_show(const struct ui_look *look, const char *text, size_t len)
{
	struct ui_look now = *look;
	char time[40];
	struct buf b;

	len = utf8_cut(text, len); /* a text that was too long may have been cut inside a character */
	if (now.when == 0)
		now.when = clock_wall_ms();
	if (ui.person) {
		show_person(&now, text, len);
	} else if (look->kind == UI_ERROR || look->kind == UI_LINK) {
		len = utf8_cut(text, len < LOG_TEXT ? len : LOG_TEXT);
		if (look->kind == UI_ERROR)
			log_errorx("%.*s", (int)len, text);
		else
			log_warnx("%.*s", (int)len, text);
	} else if (look->kind == UI_TALK && ui.talk) {
		buf_init(&b, time, sizeof time);
		format_stamp(&b, now.when / 1000);
		buf_char(&b, ' ');
		out_put(b.at, b.len);
		out_put(text, len);
		out_str("\n");
	}
}

void ui_showf(enum ui_kind kind, const char *format, ...)
{
	static char text[SHOW_BYTES], clean[SHOW_BYTES];
	struct ui_look look = { .kind = kind };
	va_list args;
	struct buf b;

	va_start(args, format);
	buf_vinit(&b, text, sizeof text, format, args);
	va_end(args);
	/* The arguments may contain control bytes from anywhere. */
	buf_init(&b, clean, sizeof clean);
	text_strip(&b, text, strlen(text));
	ui_show(&look, clean, b.len);
}

bool ui_person(void)
{
	return ui.person;
}

bool ui_editor(void)
{
	return ui.editor;
}

void ui_draw(const struct ui_bottom *bottom)
{
	ui.bottom = bottom;
}

/* ---- start and end ---- */

/* Opens /dev/null on each closed standard descriptor: otherwise the socket would get its number. */
static void fill_descriptors(void)
{
	int fd;

	while ((fd = open("/dev/null", O_WRONLY)) >= 0 && fd <= STDERR_FILENO) {
		if (fd == STDIN_FILENO)
			continue;
		close(fd);
		fd = open("/dev/null", O_RDONLY);
	}
	close(fd);
}

/* Writes a line of the log, above the line being typed. */
static void write_log(enum log_level level, const char *text, size_t len)
{
	(void)level;
	if (ui.editor) {
		erase_prompt();
		out_put(text, len + 1);
	} else {
		out_error(text, len + 1);
	}
}

int ui_open(bool input, bool talk)
{
	const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
	bool terminal, capable = term != NULL && *term != '\0' && strcmp(term, "dumb") != 0;

	fill_descriptors();
	terminal = isatty(STDOUT_FILENO);
	ui.talk = talk;
	ui.person = input && talk && isatty(STDIN_FILENO);
	ui.editor = ui.person && terminal && capable;
	ui.colour = terminal && capable && (no_color == NULL || *no_color == '\0'); /* https://no-color.org */
	ui.columns = term_columns();
	out_open(ui.editor);
	log_to(write_log, NULL);
	return term_open(ui.editor);
}

void ui_close(void)
{
	erase_prompt();
	out_flush();
	ui.editor = false;
	term_restore();
}
