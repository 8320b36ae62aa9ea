/* session.c: one's life on the server: who one is, where, and how it ends.
 *
 * Owns the state of the one session. What the server says is shown and then
 * looked up in a table of what matters to that state; what is to be said is
 * sent as fast as the server confirms it. Confirmations are PONGs: a server
 * answers commands in order, so the answer to a PING says that all before it
 * was taken, or was refused, which it has said before. That works with every
 * server. A program, other than a person, is only done when all it said is
 * confirmed, and its exit status tells whether anything was refused.
 */
#include "client/session.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/clock.h"
#include "client/client.h"
#include "client/link.h"
#include "client/rooms.h"
#include "client/say.h"
#include "client/show.h"
#include "client/text.h"
#include "client/ui.h"
#include "irc/name.h"
#include "irc/numerics.h"
#include "irc/parse.h"

/* What is assumed of one's own user name and host in front of a message until the server has shown them. */
#define OWN_PREFIX_MAX (1 + USER_MAX + 1 + 63)
/* A reason for the end, in bytes: it has to fit in a line of the log. */
#define WHY_BYTES 200
/* Room for a command on its way, to see how much too long it is. */
#define COMMAND_BYTES (EDIT_BYTES + 64)

/* In front of the number of a message, in a PING that asks about it; and a PING that asks for nothing but an answer. */
static const char token_prefix[] = "linnet-";
static const char probe_token[] = "linnet";

static struct {
	const struct options *options;
	enum {
		CONNECTING,
		REGISTERING, /* NICK and USER are sent */
		JOINING,     /* the server let us in; a program waits for its channel */
		READY,
		LEAVING,     /* QUIT is sent */
		OVER,
	} phase;
	char nick[NICK_NAME_MAX + 1];
	int nick_tries;
	size_t own_prefix; /* bytes of `user@host` that the server puts before our messages, or 0 when not known */
	bool echo_offered, echo; /* the capability echo-message */
	char complaint[WHY_BYTES], error[WHY_BYTES]; /* the last thing refused; what ERROR said */
	char why[WHY_BYTES];
	int status;
	uint32_t left_at; /* clock_ms of QUIT */
	bool probing;     /* a PING asks whether the server is still there */
	uint32_t probed_at;

	bool finish; /* leave when all is confirmed */
	struct say say;
	char target[CHANNEL_NAME_MAX + 1];
	bool action;
	unsigned sent, asked, confirmed; /* messages; up to which one a PING asked, and a PONG answered */
	uint32_t asked_at;
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

/* `what HOST: reason` */
static void overf(const char *format, ...)
{
	char why[WHY_BYTES];
	va_list args;
	struct buf b;

	buf_init(&b, why, sizeof why);
	va_start(args, format);
	buf_vfmt(&b, format, args);
	va_end(args);
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
		overf("cannot reach %s (%s) at port %d: %s", session.options->host, address, session.options->port, reason);
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
	char line[COMMAND_BYTES];
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
		session_send(*reason != '\0' ? "QUIT :%s" : "QUIT", reason);
		session.phase = LEAVING;
		session.left_at = clock_ms();
	}
}

void session_finish(void)
{
	session.finish = true;
}

/* Shows a message of one's own as the others see it; with echo-message the server does that. */
static void show_own(const char *command, const char *target, const char *text)
{
	struct irc_msg m = { .source = session.nick, .command = command, .params = { target, text }, .nparams = 2 };
	char shown[SHOW_BYTES];
	enum ui_kind kind;
	struct buf b;

	buf_init(&b, shown, sizeof shown);
	if (ui_person() && !session.echo && show_message(&b, &kind, &m, session.nick, rooms_current()))
		ui_show(kind, b.at, b.len);
}

/* Bytes of text that one message to the target may hold, so that it is not cut on its way to others:
 * `:nick!user@host PRIVMSG target :` and CR LF are added. */
static size_t text_room(void)
{
	size_t own = session.own_prefix > 0 ? session.own_prefix : OWN_PREFIX_MAX;
	size_t frame = 1 + strlen(session.nick) + 1 + own + sizeof " PRIVMSG  :" - 1 + strlen(session.target) + 2;

	if (session.action)
		frame += sizeof "\1ACTION \1" - 1;
	return LINE_MAX_BYTES - frame;
}

static bool window_open(void)
{
	return ui_person() || session.sent - session.confirmed < UNCONFIRMED_LINES;
}

static void ask(uint32_t now)
{
	session.asked = session.sent;
	session.asked_at = now;
	session_send("PING %s%u", token_prefix, session.asked);
}

/* Sends of what is to be said as much as the link and the server take now. */
static void pump(uint32_t now)
{
	char action[LINE_MAX_BYTES];
	const char *text = session.say.part;
	struct buf b;

	while (session.say.len > 0 && window_open() && link_room() >= LINK_OUT_RESERVE) {
		if (say_next(&session.say, text_room()) == 0)
			break;
		if (session.action) {
			buf_init(&b, action, sizeof action);
			buf_fmt(&b, "\1ACTION %s\1", session.say.part);
			text = action;
		}
		session_send("PRIVMSG %s :%s", session.target, text);
		session.sent++;
		show_own("PRIVMSG", session.target, text);
	}
	if (ui_person())
		return;
	if (session.asked != session.sent && session.asked == session.confirmed)
		ask(now);
	if (session.finish && session.say.len == 0 && session.confirmed == session.sent)
		session_leave("");
}

bool session_takes(void)
{
	if (session.say.len > 0 || session.phase == OVER)
		return false;
	if (ui_person())
		return session.phase < READY || link_room() >= LINK_OUT_RESERVE;
	return session.phase == READY && window_open();
}

bool session_ready(void)
{
	return session.phase == READY;
}

const char *session_nick(void)
{
	return session.nick;
}

void session_say(const char *target, const char *text, size_t len, bool action)
{
	session.say = (struct say){ .text = text, .len = len };
	buf_copy(session.target, sizeof session.target, target);
	session.action = action;
	pump(clock_ms());
}

/* ---- what the server says ---- */

static const char *param(const struct irc_msg *m, int n)
{
	return n >= 0 && n < m->nparams ? m->params[n] : "";
}

static bool from_me(const struct irc_msg *m)
{
	char nick[NICK_NAME_MAX + 2];

	irc_source_nick(m->source != NULL ? m->source : "", nick, sizeof nick);
	return name_equal(nick, session.nick);
}

static void register_now(void)
{
	session.phase = REGISTERING;
	if (session.options->password[0] != '\0')
		session_send("PASS :%s", session.options->password);
	session_send("CAP LS 302");
	session_send("NICK %s", session.nick);
	session_send("USER %s 0 * :%s", session.options->user, session.nick);
}

/* Each of these takes in one message, and returns true when it is to be shown as well. */

static bool on_ping(const struct irc_msg *m)
{
	session_send("PONG :%s", param(m, 0));
	return false;
}

static bool on_pong(const struct irc_msg *m)
{
	const char *token = param(m, m->nparams - 1);

	if (strncmp(token, token_prefix, sizeof token_prefix - 1) != 0)
		return false;
	session.confirmed = (unsigned)strtoul(token + sizeof token_prefix - 1, NULL, 10);
	if (session.phase == JOINING)
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

static bool on_welcome(const struct irc_msg *m)
{
	if (session.phase != REGISTERING)
		return true;
	buf_copy(session.nick, sizeof session.nick, param(m, 0));
	session.phase = ui_person() ? READY : JOINING;
	session_send("JOIN %s", session.options->channel);
	if (!ui_person())
		ask(clock_ms());
	return true;
}

/* Tries a nick that resembles the one that was refused; `shorter`: because of its length, as far as one can know. */
static bool try_nick(bool shorter)
{
	size_t len = strlen(session.nick);

	if (session.phase != REGISTERING)
		return true;
	if (++session.nick_tries > NICK_TRIES || (shorter && len <= NICK_SHORT))
		return true;
	if (shorter) {
		session.nick_limit = NICK_SHORT;
		len = NICK_SHORT;
	} else if (len < session.nick_limit) {
		session.nick[len++] = '_';
	}
	session.nick[len] = '\0';
	if (len == session.nick_limit && session.nick_tries > 1) {
		size_t last = len;
		while (last > 1 && session.nick[last - 1] == '_')
			last--;
		session.nick[last - 1] = '_';
	}
	ui_showf(UI_INFO, "The server refuses that nick; trying %s", session.nick);
	session_send("NICK %s", session.nick);
	return false;
}
