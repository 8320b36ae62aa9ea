/* main.c: linnet(1), the tiny client: where it starts, and its one loop.
 *
 * There is one thread, and it waits in one place: the poll() below, for the
 * keyboard or a pipe (ui), the server (link) and signals (term). The way of a
 * message: bytes, link, irc/line, session, irc/parse, show, ui, terminal. The
 * way of a line: ui and edit, command, session, link. All memory is static.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "client/client.h"
#include "client/command.h"
#include "client/link.h"
#include "client/options.h"
#include "client/rooms.h"
#include "client/session.h"
#include "client/term.h"
#include "client/ui.h"
#include "net/dial.h"

static struct options options;

/* ---- where lines to say come from: --send's text, or what is typed or read ---- */

static const char *send_text; /* what is left of it, or NULL */

static enum ui_input next_sent(const char **line, size_t *len)
{
	if (*send_text == '\0') {
		send_text = NULL;
		return UI_END;
	}
	*line = send_text;
	*len = strcspn(send_text, "\n");
	send_text += *len + (send_text[*len] == '\n');
	return UI_LINE;
}

/* A program's lines are said as they are: what begins with a slash may be the name of a file. Empty ones cannot be. */
static void feed_program(enum ui_input input, const char *line, size_t len)
{
	if (input == UI_END)
		session_finish();
	else if (len > 0)
		session_say(options.channel, line, len, false);
}

static void feed_person(enum ui_input input, char *line, size_t len)
{
	if (input == UI_END)
		session_leave("");
	else
		command_run(line, len);
}

/* Hands over lines as long as they are taken. */
static void feed(void)
{
	enum ui_input input = UI_LINE;
	const char *text;
	char *line;
	size_t len;

	while (input != UI_NOTHING && session_takes()) {
		if (send_text != NULL) {
			input = next_sent(&text, &len);
			feed_program(input, text, len);
		} else if ((input = ui_next(&line, &len)) == UI_NOTHING) {
			break;
		} else if (ui_person()) {
			feed_person(input, line, len);
		} else {
			feed_program(input, line, len);
		}
	}
}

/* ---- the loop ---- */

/* The less of two times to wait, of which -1 is none. */
static int sooner(int a, int b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

static void take_signals(void)
{
	unsigned set = term_signals();

	if (set & TERM_STOP)
		session_leave("");
	if (set & TERM_SUSPEND)
		ui_suspend();
	if (set & TERM_RESUMED)
		term_resume();
	if (set & (TERM_SUSPEND | TERM_RESUMED | TERM_RESIZED))
		ui_redraw();
}

static void turn(void)
{
	struct pollfd p[] = {
		{ .fd = term_wake_fd(), .events = POLLIN },
		{ .fd = ui_fd(), .events = POLLIN },
		{ .fd = link_fd(), .events = link_events() },
	};
	uint32_t now = clock_ms();
	int wait = sooner(sooner(link_timeout(now), session_timeout(now)), ui_timeout());
	int ready = poll(p, sizeof p / sizeof p[0], wait);

	if (ready < 0)
		p[0].revents = p[1].revents = p[2].revents = 0; /* a signal: the next turn sees its byte */
	if (ready == 0)
		ui_idle();
	if (p[0].revents != 0)
		take_signals();
	if (p[1].revents != 0)
		ui_read();
	now = clock_ms();
	link_turn(p[2].revents, now);
	session_turn(now);
	feed();
}

static int chat(void)
{
	while (!session_over()) {
		ui_room(rooms_current());
		ui_flush();
		if (ui_broken())
			session_leave("");
		turn();
	}
	ui_close();
	if (term_stop_signal() != 0)
		term_die(term_stop_signal());
	if (*session_why() != '\0')
		log_errorx("%s", session_why());
	return session_status() == EXIT_DONE && ui_broken() ? EXIT_REFUSED : session_status();
}

int main(int argc, char **argv)
{
	struct dial_address addresses[DIAL_ADDRESSES];
	const char *why;
	int status, n;
	bool talk, input;

	log_open("linnet", LOG_INFO);
	status = options_read(&options, argc, argv);
	if (status >= 0)
		return status;
	n = dial_resolve(options.host, addresses, DIAL_ADDRESSES, &why);
	if (n == 0) {
		log_errorx("cannot find %s: %s", options.host, why);
		return EXIT_REFUSED;
	}
	talk = options.send == NULL;
	input = !options.tail && (talk || strcmp(options.send, "-") == 0);
	send_text = input ? NULL : options.send;
	if (ui_open(input, talk) < 0) {
		log_error("cannot set up the terminal");
		return EXIT_REFUSED;
	}
	ui_showf(UI_INFO, "Connecting to %s ...", options.host);
	session_start(&options);
	link_open(addresses, n, options.port);
	return chat();
}
