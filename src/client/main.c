/* main.c: linnet(1), the tiny client: start-up and the event loop.
 *
 * There is one thread, and it blocks in one place, the poll() below. The poll set holds the keyboard or a pipe (input),
 * the server (link, lookup) and signals (term). An incoming message passes link, session, dispatch, render and ui on
 * its way to the terminal. A typed line passes input, command, deliver and link on its way to the server. ties.c
 * connects these modules. All memory is static.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/reason.h"
#include "client/arguments.h"
#include "client/client_limits.h"
#include "client/cmd/command.h"
#include "client/conn/deliver.h"
#include "client/conn/link.h"
#include "client/conn/lookup.h"
#include "client/conn/session.h"
#include "client/irc/register.h"
#include "client/options.h"
#include "client/text/split.h"
#include "client/ties.h"
#include "client/tty/input.h"
#include "client/tty/out.h"
#include "client/tty/term.h"
#include "client/tty/ui.h"

static struct options options;

/* ---- source of the lines to send: --send's text, or input that is typed or read ---- */

static bool said;             /* something was sent */
static const char *send_text; /* the rest of it, or NULL */

static enum input_kind next_sent(const char **line, size_t *len)
{
	if (*send_text == '\0') {
		send_text = NULL;
		return INPUT_END;
	}
	*line = send_text;
	*len = strcspn(send_text, "\n");
	if (*len > INPUT_LINE_BYTES)
		*len = split_cut(send_text, INPUT_LINE_BYTES);
	send_text += *len + (send_text[*len] == '\n');
	return INPUT_LINE;
}

/* A program's lines are sent as they are, since a line that begins with a slash may be a file name. An empty line
 * cannot be sent, and is skipped. */
static void feed_program(enum input_kind kind, const char *line, size_t len)
{
	if (kind == INPUT_END)
		session_finish();
	else if (len > 0)
		said = deliver_say(options.target, line, len, false) || said;
}

static void feed_person(enum input_kind kind, char *line, size_t len)
{
	if (kind == INPUT_END)
		session_leave("");
	else if (kind == INPUT_TEXT && !command_say(line, len))
		ui_showf(UI_INFO, "Not sent: %s", line);
	else if (kind == INPUT_LINE)
		command_typed(line, len);
}

/* Passes lines on: a user's as they are typed, a program's as the server takes them. */
static void feed(void)
{
	enum input_kind kind = INPUT_LINE;
	const char *text = NULL;
	char *line;
	size_t len;

	while (kind != INPUT_NOTHING && !session_over() && !session_leaving()) {
		bool takes = session_ready() && deliver_takes();

		if (!ui_person() && !takes)
			break;
		if (send_text != NULL) {
			kind = next_sent(&text, &len);
			feed_program(kind, text, len);
		} else if ((kind = input_next(&line, &len, takes, session_ready() && !takes)) == INPUT_NOTHING) {
			break;
		} else if (ui_person()) {
			feed_person(kind, line, len);
		} else {
			feed_program(kind, line, len);
		}
	}
}

/* ---- the event loop ---- */

/* The shorter of two poll timeouts, where -1 is none. */
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
	if (set & TERM_RESIZED)
		ui_resized();
	if (set & (TERM_SUSPEND | TERM_RESUMED))
		ui_resumed();
}

static void turn(void)
{
	struct pollfd p[] = {
		{ .fd = term_wake_fd(), .events = POLLIN },   { .fd = input_fd(), .events = POLLIN },
		{ .fd = link_fd(), .events = link_events() }, { .fd = lookup_fd(), .events = POLLIN },
		{ .fd = options.tail ? STDOUT_FILENO : -1 }, /* notices when the reader goes away */
	};
	uint64_t now = clock_ms();
	int wait = sooner(sooner(link_timeout(now), session_timeout(now)),
	                  sooner(input_timeout(now), register_timeout(now)));
	int ready = poll(p, sizeof p / sizeof p[0], wait);

	if (ready < 0)
		memset(p, 0, sizeof p); /* a signal: the next turn reads its byte */
	if (p[4].revents != 0)
		out_lost();
	if (p[0].revents != 0)
		take_signals();
	if (p[1].revents != 0)
		input_read(clock_ms());
	now = clock_ms();
	input_turn(now);
	link_turn(p[2].revents, now);
	session_turn(now);
	register_turn(now);
	feed();
}

/* Reports how the session ended. Returns the exit status. */
static int end(void)
{
	int left = deliver_abandon(session_status() == EXIT_DONE);

	input_abandon();
	ui_close();
	if (term_stop_signal() != 0)
		term_die(term_stop_signal());
	if (*session_why() != '\0')
		log_errorx("%s", session_why());
	if (left > 0 && !ui_person())
		log_errorx("%d of the lines read are not confirmed", left);
	if (options.send != NULL && !said && session_status() == EXIT_DONE)
		log_warnx("there was nothing to send");
	return session_status() == EXIT_DONE && out_broken() ? EXIT_FAILED : session_status();
}

int main(int argc, char **argv)
{
	bool talk, input;
	int status;

	log_open("linnet", LOG_INFO);
	status = arguments_read(&options, argc, argv);
	if (status >= 0)
		return status;
	talk = options.send == NULL;
	input = !options.tail && (talk || strcmp(options.send, "-") == 0);
	send_text = input ? NULL : options.send;
	if (ui_open(input, talk) < 0) {
		log_errorx("cannot set up the terminal: %s", reason(errno));
		return EXIT_FAILED;
	}
	if (options.tail && !out_writable()) {
		log_errorx("cannot write: %s", reason(EBADF));
		return EXIT_FAILED;
	}
	ties_input(input);
	ties_start(&options);
	while (!session_over()) {
		ui_flush();
		if (out_broken())
			session_leave("");
		turn();
	}
	return end();
}
