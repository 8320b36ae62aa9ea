/* client.c: linnet under libFuzzer: what a server and a keyboard may send, in any order and any pieces.
 *
 * All of the client but main, and three modules whose places are taken here:
 * the link, whose bytes are the input's, the output, which must be fit for a
 * terminal byte by byte, and the look-up of names.
 *
 * An input is a list of pieces, each with a head of one byte: 0x00 to 0x7f,
 * and a line from the server follows; 0x80 to 0xdf, and so many keys less 0x80
 * follow; the others stand for what the world does: see world().
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"
#include "client/cmd/command.h"
#include "client/conn/deliver.h"
#include "client/tty/input.h"
#include "client/conn/link.h"
#include "client/conn/lookup.h"
#include "client/tty/out.h"
#include "client/irc/ignore.h"
#include "client/irc/nicklist.h"
#include "client/irc/register.h"
#include "client/irc/windows.h"
#include "client/conn/session.h"
#include "client/tty/term.h"
#include "client/text/text.h"
#include "client/ties.h"
#include "client/tty/ui.h"
#include "client/tty/timezone.h"
#include "irc/format.h"

static void fail(const char *what)
{
	fprintf(stderr, "fuzz: %s\n", what);
	abort();
}

/* ---- the link ---- */

static struct {
	enum link_state state;
	struct line_in in;
	char bytes[LINK_IN_BYTES];
	size_t sent;
} conn;

void link_open(const struct dial_address *addresses, int n, int port)
{
	(void)addresses, (void)n, (void)port;
	conn.state = LINK_UP;
	conn.sent = 0;
	line_start(&conn.in, conn.bytes, sizeof conn.bytes, SERVER_LINE_BYTES, false);
}

enum link_state link_state(void)
{
	return conn.state;
}

const struct dial_address *link_address(void)
{
	static const struct dial_address here = { .family = 4, .bytes = { 127, 0, 0, 1 } };

	return &here;
}

const char *link_why(void)
{
	return "";
}

bool link_silent(void)
{
	return false;
}

const char *link_foreign(void)
{
	return NULL;
}

uint64_t link_heard_at(void)
{
	return clock_ms();
}

size_t link_room(void)
{
	return LINK_OUT_BYTES - conn.sent;
}

/* All output to the server is whole commands in valid lines. */
void link_send(const char *bytes, size_t n)
{
	size_t tags = bytes[0] == '@' ? strcspn(bytes, " ") + 1 : 0;

	if (conn.state != LINK_UP)
		return;
	if (n < 2 || memcmp(bytes + n - 2, "\r\n", 2) != 0 || strcspn(bytes, "\r\n") != n - 2 ||
	    memchr(bytes, '\0', n) != NULL || n - tags > LINE_MAX_BYTES)
		fail("that is no line of IRC");
	conn.sent += n;
	if (conn.sent > LINK_OUT_BYTES)
		conn.state = LINK_DOWN; /* as link.c does with a server that does not read */
}

void link_turn(short revents, uint64_t now)
{
	(void)revents, (void)now;
	conn.sent = 0;
}

enum line_status link_next(char **line, size_t *len)
{
	return line_next(&conn.in, line, len, false);
}

void link_close(void)
{
	conn.state = LINK_DOWN;
}

int lookup_fd(void)
{
	return -1;
}

void lookup_start(const char *host)
{
	(void)host;
}

void lookup_stop(void)
{
}

int lookup_take(struct dial_address *to, const char **why)
{
	(void)why;
	to[0] = *link_address();
	return 1;
}

/* ---- the terminal ---- */

static struct {
	char bytes[1 << 16];
	size_t len;
} shown;

/* Bytes of the sequence at s[0 .. n), of those that linnet uses; 0: it is none. */
static size_t sequence(const char *s, size_t n)
{
	size_t i = 2;

	if (n < 3 || s[0] != '\x1b' || s[1] != '[')
		return 0;
	while (i < n && strchr("?;0123456789", s[i]) != NULL)
		i++;
	return i < n && strchr("JHCAmhl", s[i]) != NULL ? i + 1 : 0;
}

void out_open(bool terminal)
{
	(void)terminal;
}

void out_put(const char *bytes, size_t n)
{
	if (n > sizeof shown.bytes - shown.len)
		out_flush();
	if (n > sizeof shown.bytes)
		fail("too much is shown at once");
	memcpy(shown.bytes + shown.len, bytes, n);
	shown.len += n;
}

void out_str(const char *s)
{
	out_put(s, strlen(s));
}

void out_fmt(const char *format, ...)
{
	char text[OUT_FORMAT + 1];
	va_list args;
	struct buf b;

	va_start(args, format);
	buf_vinit(&b, text, sizeof text, format, args);
	va_end(args);
	if (b.overflow)
		fail("OUT_FORMAT is too small");
	out_put(b.at, b.len);
}

void out_flush(void)
{
	const char *s = shown.bytes;

	for (size_t n = shown.len, step; n > 0; s += step, n -= step) {
		step = sequence(s, n);
		if (step > 0 || strchr("\r\n\a", *s) != NULL) {
			step = step > 0 ? step : 1;
			if (*s == '\0')
				fail("a NUL is shown");
			continue;
		}
		step = utf8_char(s, n);
		if (step == 0) {
			fprintf(stderr, "at %zu of %zu: %.*s\n", (size_t)(s - shown.bytes), shown.len, (int)shown.len,
			        shown.bytes);
			fail("what is shown is not UTF-8");
		}
		if ((unsigned char)*s < ' ' || *s == 0x7f ||
		    (step == 2 && s[0] == '\xc2' && (unsigned char)s[1] < 0xa0))
			fail("a control character is shown");
	}
	shown.len = 0;
}

void out_error(const char *bytes, size_t n)
{
	out_put(bytes, n);
}

bool out_broken(void)
{
	return false;
}

static size_t columns;

int term_open(bool raw)
{
	(void)raw;
	return 0;
}

void term_restore(void)
{
}

void term_read_ahead(char *bytes, size_t n)
{
	(void)bytes;
	(void)n;
}

void term_suspend(void)
{
}

int term_stop_signal(void)
{
	return 0;
}

size_t term_columns(void)
{
	return columns;
}

int isatty(int fd)
{
	(void)fd;
	return 1;
}

/* ---- the input ---- */

static struct options options;
static int keyboard[2];

/* The same as main's feed(). */
static void feed(bool person)
{
	enum input_kind kind;
	char *line;
	size_t len;

	for (int i = 0; i < 10000 && !session_over(); i++) {
		bool takes = session_ready() && deliver_takes();

		kind = input_next(&line, &len, takes, session_ready() && !takes);
		if (kind == INPUT_NOTHING || kind == INPUT_END)
			return;
		if (!person && len > 0)
			deliver_say(options.target, line, len, false);
		else if (kind == INPUT_TEXT)
			command_say(line, len);
		else if (person)
			command_typed(line, len);
	}
}

static void turn(bool person)
{
	uint64_t now = clock_ms();

	input_turn(now + KEY_PAUSE_MS);
	link_turn(0, now);
	if (!session_over())
		session_turn(now);
	register_turn(now);
	feed(person);
	ui_flush();
}

static void from_server(const char *bytes, size_t n)
{
	while (n > 0 && conn.state == LINK_UP) {
		size_t room;
		char *to = line_room(&conn.in, &room);

		if (room > n)
			room = n;
		memcpy(to, bytes, room);
		line_filled(&conn.in, room);
		bytes += room;
		n -= room;
		turn(ui_person());
	}
}

static void from_keyboard(const char *bytes, size_t n)
{
	if (n == 0 || input_fd() < 0 || write(keyboard[1], bytes, n) < 0)
		return;
	input_read(clock_ms());
}

static void world(unsigned what)
{
	static const unsigned char widths[] = { 1, 2, 5, 20, 80, 255 };
	char line[64];
	struct buf b;

	buf_init(&b, line, sizeof line);
	switch (what % 16) {
	case 0:
		link_close();
		break;
	case 1:
		session_connect(false);
		break;
	case 2:
		ui_resized();
		break;
	case 3:
		ui_suspend();
		break;
	case 4: /* a server's replies to registration */
		buf_fmt(&b, ":s 001 %s :Hi\r\n:s PONG s linnet-in\r\n", options.nick);
		break;
	case 5:
		buf_fmt(&b, ":%s!u@h JOIN #lobby\r\n", register_nick());
		break;
	case 6:
		buf_str(&b, ":s PONG s linnet-in\r\n");
		break;
	case 7:
		buf_str(&b, ":s CAP * LS :batch draft/chathistory server-time message-tags\r\n");
		break;
	case 8:
		buf_str(&b, ":s CAP * ACK :batch draft/chathistory server-time message-tags\r\n");
		break;
	case 9:
		buf_str(&b, ":s CAP * ACK :echo-message labeled-response batch\r\n");
		break;
	default:
		columns = widths[what % sizeof widths];
	}
	if (b.len > 0)
		from_server(line, b.len);
}

/* The pure parts, with the same bytes as something else. */
static void pure(const char *bytes, size_t n)
{
	char copy[512], text[2048];
	uint64_t ms;
	struct buf b;

	if (n >= sizeof copy)
		n = sizeof copy - 1;
	memcpy(copy, bytes, n);
	copy[n] = '\0';
	(void)timezone_posix(copy, 1700000000);
	(void)format_read_time(copy, &ms);
	buf_init(&b, text, sizeof text);
	text_strip(&b, copy, n);
	if (!utf8_valid(b.at, utf8_cut(b.at, b.len)))
		fail("text_strip made what is no UTF-8");
	(void)timezone_footer(copy, n);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	setenv("TERM", "xterm", 1);
	setenv("TMUX", "1", 1);
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	if (pipe(keyboard) < 0 || dup2(keyboard[0], STDIN_FILENO) < 0)
		fail("no pipe");
	columns = 80;
	log_open("linnet", LOG_INFO);
	strcpy(options.host, "board");
	strcpy(options.nick, "dora");
	strcpy(options.user, "dora");
	strcpy(options.target, "#lobby");
	options.port = 6667;
	if (ui_open(true, true) < 0)
		return -1;
	ties_input(true);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data, *end = at + size;
	static bool started;

	pure(at, size);
	columns = 80;
	strcpy(options.target, "#lobby");
	deliver_abandon(false);
	windows_close_all();
	nicklist_forget(-1);
	ignore_clear();
	if (!started || session_over())
		ties_start(&options);
	else
		session_connect(true);
	started = true;
	turn(true);
	if (size > 0 && (*at & 1) != 0) { /* mostly one is let in */
		world(4);
		world(5);
	}
	while (at < end && !session_over()) {
		unsigned char head = (unsigned char)*at++;
		size_t left = (size_t)(end - at);

		if (head < 0x80) {
			const char *stop = memchr(at, '\n', left);
			size_t n = stop != NULL ? (size_t)(stop - at) + 1 : left;
			from_server(at, n);
			at += n;
		} else if (head < 0xe0) {
			size_t n = head - 0x80u < left ? head - 0x80u : left;
			from_keyboard(at, n);
			at += n;
		} else {
			world(head);
		}
		turn(true);
	}
	from_keyboard("\x0fn\x15", 3); /* neither a paste nor a line is left */
	turn(true);
	from_server("\r\n", 2);
	return 0;
}
