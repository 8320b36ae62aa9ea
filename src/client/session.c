/* session.c: one's life on the server: who one is, where, and how it ends.
 *
 * Owns the state of the one session: the phase it is in, the nick, what was
 * agreed with the server. What the server says is first looked up in a table
 * of what matters to that state, and then shown. A person is told what was
 * refused; a program gets it on its standard error and in its exit status.
 */
#include "client/session.h"

#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "client/client.h"
#include "client/deliver.h"
#include "client/link.h"
#include "client/nick.h"
#include "client/rooms.h"
#include "client/show.h"
#include "client/text.h"
#include "client/ui.h"
#include "irc/name.h"
#include "irc/parse.h"

/* A reason for the end, in bytes: it has to fit in a line of the log. */
#define WHY_BYTES 200
/* Room for a command on its way, to see how much too long it is. */
#define COMMAND_BYTES (EDIT_BYTES + 64)

/* What a PING says that asks for nothing but an answer. */
#define PROBE_TOKEN "linnet"

static struct {
	const struct options *options;
	enum {
		CONNECTING,
		REGISTERING, /* NICK and USER are sent */
		JOINING,     /* the server let us in; a program waits for its channel */
		READY,
		LEAVING, /* QUIT is sent */
		OVER,
	} phase;
	struct nick nick;
	bool give_up;                                /* no nick is left to try */
	bool echo_offered, echo;                     /* the capability echo-message */
	char complaint[WHY_BYTES], error[WHY_BYTES]; /* the last thing refused; what ERROR said */
	char why[WHY_BYTES];
	int status;
	uint32_t left_at; /* clock_ms of QUIT */
	bool probing;     /* a PING asks whether the server is still there */
	uint32_t probed_at;
	bool finish; /* leave when all is said and confirmed */
} session;

/* ---- the end ---- */

static void over(int status, const char *why)
{
	if (session.phase == OVER)
		return;
	link_close();
	session.phase = OVER;
	if (session.status == EXIT_DONE)
		session.status = status;
	buf_copy(session.why, sizeof session.why, why);
}

/* The same for what went wrong. The reason may be the server's: it is cleaned, and cut where a character ends. */
static void overf(const char *format, ...)
{
	char text[2 * WHY_BYTES], why[WHY_BYTES];
	va_list args;
	struct buf b;

	buf_init(&b, text, sizeof text);
	va_start(args, format);
	buf_vfmt(&b, format, args);
	va_end(args);
	buf_init(&b, why, sizeof why);
	text_strip(&b, text, strlen(text));
	why[utf8_cut(why, b.len)] = '\0';
	over(EXIT_REFUSED, why);
}

bool session_over(void)
{
	return session.phase == OVER;
}

int session_status(void)
{
	return session.status;
}

const char *session_why(void)
{
	return session.why;
}

/* The link went down: say why, in the server's own words where there are any. */
static void lost(void)
{
	const char *reason = session.error[0] != '\0' ? session.error : link_why();
	char address[DIAL_TEXT];

	if (session.phase == LEAVING) {
		over(EXIT_DONE, "");
	} else if (session.phase == CONNECTING) {
		dial_text(link_address(), address);
		overf("cannot reach %s (%s) at port %d: %s", session.options->host, address, session.options->port,
		      reason);
	} else if (session.phase == REGISTERING) {
		if (reason[0] == '\0')
			reason = session.complaint[0] != '\0' ? session.complaint : "it closed the connection";
		overf("%s did not let us in: %s", session.options->host, reason);
	} else {
		overf("the connection to %s is lost: %s", session.options->host,
		      reason[0] != '\0' ? reason : "the server closed it");
	}
}

/* ---- sending ---- */

int session_send(const char *format, ...)
{
	static char line[COMMAND_BYTES];
	va_list args;
	struct buf b;

	buf_init(&b, line, sizeof line);
	va_start(args, format);
	buf_vfmt(&b, format, args);
	va_end(args);
	if (b.overflow || b.len > LINE_MAX_BYTES - 2)
		return -1;
	buf_str(&b, "\r\n");
	link_send(b.at, b.len);
	return 0;
}

void session_leave(const char *reason)
{
	if (session.phase == CONNECTING || session.phase == REGISTERING) {
		over(EXIT_DONE, "");
	} else if (session.phase < LEAVING) {
		if (*reason == '\0' || session_send("QUIT :%s", reason) < 0)
			session_send("QUIT");
		session.phase = LEAVING;
		session.left_at = clock_ms();
	}
}

bool session_takes(void)
{
	if (session.phase == READY)
		return deliver_takes();
	return ui_person() && session.phase != OVER;
}

bool session_echoes(void)
{
	return session.echo;
}

bool session_ready(void)
{
	return session.phase == READY;
}

const char *session_nick(void)
{
	return session.nick.name;
}

void session_say(const char *target, const char *text, size_t len, bool action)
{
	deliver_say(target, text, len, action);
}

/* A program leaves when there is nothing left to say or to confirm. */
static void leave_when_done(void)
{
	if (session.finish && session.phase == READY && deliver_done())
		session_leave("");
}

void session_finish(void)
{
	session.finish = true;
	leave_when_done();
}

/* ---- what the server says ---- */

static const char *param(const struct irc_msg *m, int n)
{
	return n >= 0 && n < m->nparams ? m->params[n] : "";
}

static bool from_me(const struct irc_msg *m)
{
	char nick[NICK_NAME_MAX + 2];

	if (m->source == NULL)
		return false;
	irc_source_nick(m->source, nick, sizeof nick);
	return name_equal(nick, session.nick.name);
}

static void register_now(void)
{
	session.phase = REGISTERING;
	if (session.options->password[0] != '\0')
		session_send("PASS :%s", session.options->password);
	session_send("CAP LS 302");
	session_send("NICK %s", session.nick.name);
	session_send("USER %s 0 * :%s", session.options->user, session.nick.name);
}

/* Each of these takes in one message, and returns true when it is to be shown as well. */

static bool on_ping(const struct irc_msg *m)
{
	session_send("PONG :%s", param(m, 0));
	return false;
}

static bool on_pong(const struct irc_msg *m)
{
	if (deliver_confirm(param(m, m->nparams - 1)) && session.phase == JOINING)
		overf("%s did not let us into %s", session.options->host, session.options->channel);
	return false;
}

static bool on_error(const struct irc_msg *m)
{
	struct buf b;

	buf_init(&b, session.error, sizeof session.error);
	text_strip(&b, param(m, 0), strlen(param(m, 0)));
	return false;
}

/* A word of a list such as `echo-message sasl=PLAIN`, with or without a value. */
static bool lists(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (; *list != '\0'; list += strcspn(list, " "), list += *list == ' ')
		if (strncmp(list, name, n) == 0 && (list[n] == '\0' || list[n] == ' ' || list[n] == '='))
			return true;
	return false;
}

/* IRCv3 capability negotiation. A person sees what was said once the server has it, from the server itself. */
static bool on_cap(const struct irc_msg *m)
{
	const char *verb = param(m, 1);
	bool echo = lists(param(m, m->nparams - 1), "echo-message");
	bool more = strcmp(verb, "LS") == 0 && m->nparams > 3; /* `*` in front of the list: it goes on */

	if (strcmp(verb, "LS") == 0 || strcmp(verb, "NEW") == 0) {
		session.echo_offered |= echo && ui_person();
		if (session.echo_offered && !more) {
			session.echo_offered = false;
			session_send("CAP REQ :echo-message");
			return false;
		}
	} else if (strcmp(verb, "ACK") == 0) {
		session.echo |= echo;
	} else if (strcmp(verb, "DEL") == 0 && echo) {
		session.echo = false;
	}
	if (session.phase == REGISTERING && !more)
		session_send("CAP END");
	return false;
}

static void set_nick(const char *nick)
{
	if (*nick != '\0')
		buf_copy(session.nick.name, sizeof session.nick.name, nick);
}

static bool on_welcome(const struct irc_msg *m)
{
	if (session.phase != REGISTERING)
		return true;
	set_nick(param(m, 0));
	session.phase = ui_person() ? READY : JOINING;
	session_send("JOIN %s", session.options->channel);
	if (!ui_person())
		deliver_ask();
	return true;
}

/* Tries another nick. When none is left, the message is shown and the session over. */
static bool try_nick(bool shorter)
{
	if (session.phase != REGISTERING)
		return true;
	session.give_up = !nick_other(&session.nick, shorter);
	if (session.give_up)
		return true;
	ui_showf(UI_INFO, "The server does not let us have that nick; trying %s", session.nick.name);
	session_send("NICK %s", session.nick.name);
	return false;
}

static bool on_nick_in_use(const struct irc_msg *m)
{
	(void)m;
	return try_nick(false);
}

static bool on_bad_nick(const struct irc_msg *m)
{
	(void)m;
	return try_nick(true);
}

static bool on_nick(const struct irc_msg *m)
{
	if (from_me(m))
		set_nick(param(m, 0));
	return true;
}

static bool on_join(const struct irc_msg *m)
{
	const char *name = param(m, 0), *at;

	if (!from_me(m))
		return true;
	at = strchr(m->source, '!');
	if (at != NULL)
		deliver_prefix(strlen(at));
	if (!rooms_add(name))
		ui_showf(UI_ERROR, "linnet has room for %d channels: you are in one more, and cannot talk to it",
		         ROOMS);
	if (session.phase == JOINING && name_equal(name, session.options->channel))
		session.phase = READY;
	return true;
}

/* We left a channel, of our own will or not. A program has nothing to do without its channel. */
static void left(const char *name)
{
	rooms_remove(name);
	if (!ui_person() && session.phase == READY && name_equal(name, session.options->channel))
		overf("we are no longer in %s", name);
}

static bool on_part(const struct irc_msg *m)
{
	if (from_me(m))
		left(param(m, 0));
	return true;
}

static bool on_kick(const struct irc_msg *m)
{
	if (name_equal(param(m, 1), session.nick.name))
		left(param(m, 0));
	return true;
}

static const struct {
	const char *command;
	bool (*handle)(const struct irc_msg *m);
} handlers[] = {
	{ "PING", on_ping },       { "PONG", on_pong },    { "ERROR", on_error },     { "CAP", on_cap },
	{ "001", on_welcome },     { "432", on_bad_nick }, { "433", on_nick_in_use }, { "436", on_nick_in_use },
	{ "437", on_nick_in_use }, { "NICK", on_nick },    { "JOIN", on_join },       { "PART", on_part },
	{ "KICK", on_kick },
};

/* Something was refused. It has been shown; `text` is what that said. */
static void refused(const struct irc_msg *m, const char *text)
{
	if (session.phase == REGISTERING) {
		buf_copy(session.complaint, sizeof session.complaint, text);
		if (session.give_up)
			lost();
	} else if (session.phase == JOINING && name_equal(param(m, 1), session.options->channel)) {
		overf("%s did not let us into %s: %s", session.options->host, session.options->channel,
		      param(m, m->nparams - 1));
	} else if (session.phase == READY && !ui_person()) {
		session.status = EXIT_REFUSED;
	}
}

/* Servers that know nothing of capabilities say so; that is no complaint. */
static bool about_cap(const struct irc_msg *m)
{
	return (strcmp(m->command, "421") == 0 || strcmp(m->command, "451") == 0) && session.phase == REGISTERING;
}

static void take_line(char *line)
{
	static char text[SHOW_BYTES];
	bool show = true;
	enum ui_kind kind;
	struct irc_msg m;
	struct buf b;

	if (irc_parse(&m, line) < 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(handlers); i++)
		if (strcmp(m.command, handlers[i].command) == 0)
			show = handlers[i].handle(&m);
	buf_init(&b, text, sizeof text);
	if (!show || session.phase == OVER || about_cap(&m) ||
	    !show_message(&b, &kind, &m, session.nick.name, rooms_current()))
		return;
	ui_show(kind, b.at, b.len);
	if (kind == UI_ERROR)
		refused(&m, text);
}

static void take_lines(void)
{
	enum line_status status;
	char *line;
	size_t len;

	while (session.phase != OVER && (status = link_next(&line, &len)) != LINE_NONE) {
		if (status == LINE_LONG)
			ui_showf(UI_ERROR, "The server sent a line that is too long; it is left out");
		else if (memchr(line, '\0', len) != NULL)
			ui_showf(UI_ERROR, "The server sent a line with a NUL in it; it is left out");
		else
			take_line(line);
	}
}

/* ---- time ---- */

/* True while the server owes an answer. */
static bool waiting(void)
{
	return session.phase == REGISTERING || session.phase == JOINING || deliver_waits();
}

/* Milliseconds from `then` until `limit` ms later, seen from `now`; not below 0. */
static int left_of(uint32_t now, uint32_t then, uint32_t limit)
{
	uint32_t gone = clock_since(now, then);

	return gone < limit ? (int)(limit - gone) : 0;
}

int session_timeout(uint32_t now)
{
	if (session.phase == CONNECTING || session.phase == OVER)
		return -1;
	if (session.phase == LEAVING)
		return left_of(now, session.left_at, LEAVE_MS);
	if (waiting())
		return left_of(now, link_heard_at(), ANSWER_MS);
	if (session.probing)
		return left_of(now, session.probed_at, ANSWER_MS);
	return left_of(now, link_heard_at(), SILENCE_MS);
}

/* Notices when the server is gone without a word: a cable that was pulled out ends no connection. */
static void watch(uint32_t now)
{
	if (session.probing && clock_since(now, link_heard_at()) < SILENCE_MS)
		session.probing = false;
	if (session_timeout(now) != 0)
		return;
	if (session.phase == LEAVING) {
		over(EXIT_DONE, "");
	} else if (waiting() || session.probing) {
		overf("%s has not answered for %u seconds", session.options->host,
		      (unsigned)(clock_since(now, link_heard_at()) / 1000));
	} else {
		session.probing = true;
		session.probed_at = now;
		session_send("PING " PROBE_TOKEN);
	}
}

void session_turn(uint32_t now)
{
	if (session.phase == CONNECTING && link_state() == LINK_UP)
		register_now();
	take_lines();
	if (session.phase != OVER && link_state() == LINK_DOWN)
		lost();
	if (session.phase == READY)
		deliver_pump();
	leave_when_done();
	watch(now);
}

void session_start(const struct options *o)
{
	session.options = o;
	buf_copy(session.nick.name, sizeof session.nick.name, o->nick);
}
