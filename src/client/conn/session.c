/* session.c: the connection as one lives it: made, lost, made again, and ended.
 *
 * Owns the phase that it is in, how it ends, and the waits between attempts.
 * The first connection must succeed: who mistyped a host wants to know. One
 * that was lost later is made again, with growing waits, for people and for
 * programs that run on; a program that has only something to say fails, so
 * that whoever started it can tell.
 */
#include "client/conn/session.h"

#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "client/client_limits.h"
#include "client/conn/deliver.h"
#include "client/conn/link.h"
#include "client/conn/lookup.h"
#include "client/conn/send.h"
#include "client/irc/batch.h"
#include "client/irc/chathistory.h"
#include "client/irc/dispatch.h"
#include "client/irc/gap.h"
#include "client/irc/ignore.h"
#include "client/irc/nicklist.h"
#include "client/irc/register.h"
#include "client/irc/rejoin.h"
#include "client/irc/windows.h"
#include "client/text/text.h"
#include "client/tty/ui.h"
#include "irc/name.h"

/* A reason for the end, in bytes: it has to fit in a line of the log. */
#define WHY_BYTES 200

/* A PING: is the server still there. */
#define PROBE_TOKEN "linnet"

static struct {
	struct options *options;
	enum {
		RESOLVING,
		CONNECTING,
		REGISTERING, /* NICK and USER are sent */
		ENTERING,    /* the server let us in; JOIN is sent */
		READY,
		WAITING, /* for the next attempt */
		LEAVING, /* QUIT is sent */
		OVER,
	} phase;
	bool welcomed;                               /* once, by a server */
	char complaint[WHY_BYTES], error[WHY_BYTES]; /* the last thing refused; what ERROR said */
	char why[WHY_BYTES];
	int status;
	uint64_t since;  /* clock_ms when this phase began, for READY the one before */
	uint64_t dialed; /* when this attempt began */
	uint32_t wait;   /* ms until the next attempt */
	bool returning;  /* the connection to this server was lost before */
	bool looked;     /* whether one is in the channel, and was not */
	bool nameless;   /* this server answers a PING without its token */
	bool probing;    /* a PING asks whether the server is still there */
	uint64_t probed_at;
	bool finish; /* leave when all is said and confirmed */
} session;

static void enter(int phase)
{
	session.phase = phase;
	session.since = clock_ms();
}

/* ---- the end ---- */

static void over(int status, const char *why)
{
	if (session.phase == OVER)
		return;
	lookup_stop();
	link_close();
	session.phase = OVER;
	if (session.status == EXIT_DONE)
		session.status = status;
	buf_copy(session.why, sizeof session.why, why);
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

/* True when a lost connection is made again. */
static bool comes_back(void)
{
	return session.welcomed && !session.finish && session.options->send == NULL;
}

static void dial(void)
{
	enter(RESOLVING);
	session.dialed = session.since;
	lookup_start(session.options->host);
}

/* The connection is no more: what was agreed and sent over it counts no longer. */
static void disconnect(void)
{
	if (session_online())
		session.returning = true;
	windows_lost();
	deliver_lost();
	link_close();
}

static void wait_and_retry(const char *why)
{
	bool good = session.phase == READY && clock_since(clock_ms(), session.since) >= GOOD_MS;

	disconnect();
	session.wait = good || session.wait == 0 ? RETRY_MS : session.wait * 2;
	if (session.wait > RETRY_MOST_MS)
		session.wait = RETRY_MOST_MS;
	/* Not all who lost the same server come back at the same moment. */
	session.wait += (uint32_t)(clock_wall_ms() % (session.wait / 4));
	enter(WAITING);
	ui_showf(UI_LINK, "%s; next attempt in %u s", why, (unsigned)(session.wait + 999) / 1000);
}

/* The connection is no more, or cannot be made. The reason may be the server's: it is cleaned, and cut where a
 * character ends. */
static void fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void fail(int status, const char *format, ...)
{
	static char text[2 * WHY_BYTES], why[WHY_BYTES];
	va_list args;
	struct buf b;

	va_start(args, format);
	buf_vinit(&b, text, sizeof text, format, args);
	va_end(args);
	buf_init(&b, why, sizeof why);
	text_strip(&b, text, strlen(text));
	why[utf8_cut(why, b.len)] = '\0';
	if (comes_back() && status != EXIT_CHANNEL)
		wait_and_retry(why);
	else
		over(status, why);
}

/* The link went down: say why, in the server's own words where there are any. */
static void lost(void)
{
	const char *reason = session.error[0] != '\0' ? session.error : link_why(), *host = session.options->host;
	char address[DIAL_TEXT];

	if (session.phase == LEAVING) {
		over(EXIT_DONE, "");
	} else if (session.phase == CONNECTING) {
		dial_text(link_address(), address);
		fail(EXIT_UNREACHABLE, "cannot reach %s (%s) at port %d: %s", host, address, session.options->port,
		     reason);
	} else if (session.phase == REGISTERING) {
		if (reason[0] == '\0')
			reason = link_foreign() != NULL         ? link_foreign()
			         : session.complaint[0] != '\0' ? session.complaint
			                                        : "it closed the connection";
		fail(EXIT_NOT_LET_IN, "%s did not let us in: %s", host, reason);
	} else {
		fail(EXIT_LOST, "the connection to %s is lost: %s", host,
		     reason[0] != '\0' ? reason : "the server closed it");
	}
}

/* ---- leaving ---- */

void session_leave(const char *reason)
{
	if (session.phase == ENTERING || session.phase == READY) {
		if (*reason == '\0' || send_line("QUIT :%s", reason) < 0)
			send_line("QUIT");
		enter(LEAVING);
	} else if (session.phase != LEAVING) {
		over(EXIT_DONE, "");
	}
}

bool session_leaving(void)
{
	return session.phase == LEAVING;
}

bool session_listens(void)
{
	return session.phase != RESOLVING && session.phase != WAITING && session.phase != OVER;
}

bool session_registering(void)
{
	return session.phase == REGISTERING;
}

bool session_online(void)
{
	return session.phase == ENTERING || session.phase == READY;
}

bool session_ready(void)
{
	return session.phase == READY;
}

bool session_returning(void)
{
	return session.returning;
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

void session_connect(bool another)
{
	if (session_online())
		send_line("QUIT");
	link_turn(0, clock_ms()); /* sends it */
	disconnect();
	if (another) {
		deliver_abandon(false);
		windows_close_all();
		nicklist_forget(-1);
		ignore_clear();
		session.returning = false;
	}
	ui_showf(UI_INFO, "Connecting to %s ...", session.options->host);
	dial();
}

/* ---- what the server says ---- */

void session_welcomed(void)
{
	enter(ENTERING);
	session.welcomed = true;
	if (session.returning)
		ui_showf(UI_LINK, register_is_wanted() ? "Connected again" : "Connected again, as %s", register_nick());
	rejoin_begin(session.options->target, session.options->key, session.returning);
}

void session_pong(const char *token)
{
	const char *target = session.options->target;
	/* Some small servers answer with their own name instead; in order, as all do. */
	bool ours = strncmp(token, PROBE_TOKEN, sizeof PROBE_TOKEN - 1) == 0;
	bool program = !ui_person() && name_has_channel_prefix(target);
	const struct window *window = windows_find(target);

	session.nameless = session.nameless || (session.phase == ENTERING && !ours);
	if (session.nameless)
		token = NULL;
	deliver_pong(token);
	if (session.phase != ENTERING || !rejoin_answered(token))
		return;
	if (program && (window == NULL || !window->joined)) {
		/* A server that answers JOIN later than the PING behind it gets a second chance. */
		if (session.looked)
			fail(EXIT_CHANNEL, "%s did not let us into %s", session.options->host, target);
		else
			rejoin_ask();
		session.looked = true;
	} else if (!rejoin_waits()) {
		session.phase = READY;
		gap_settled();
	}
}

void session_last_word(const char *text)
{
	struct buf b;

	buf_init(&b, session.error, sizeof session.error);
	text_strip(&b, text, strlen(text));
}

void session_give_up(void)
{
	link_close();
}

void session_undelivered(void)
{
	if (!ui_person())
		session.status = EXIT_UNDELIVERED;
}

bool session_refused(const char *about, const char *text)
{
	bool registering = session.phase == REGISTERING;
	bool entering = session.phase == ENTERING && name_equal(about, session.options->target);

	if (registering)
		buf_copy(session.complaint, sizeof session.complaint, text);
	else if (entering && !ui_person())
		fail(EXIT_CHANNEL, "%s did not let us into %s", session.options->host, text);
	return (registering || entering) && !ui_person();
}

/* A program has nothing to do without its channel. */
void session_left(const char *channel)
{
	if (!ui_person() && session_online() && name_equal(channel, session.options->target))
		fail(EXIT_CHANNEL, "we are no longer in %s", channel);
}

void session_renamed(const char *from, const char *to)
{
	if (name_equal(from, session.options->target))
		buf_copy(session.options->target, sizeof session.options->target, to);
}

/* ---- time ---- */

/* True while the server owes an answer. */
static bool waiting(void)
{
	return session.phase == REGISTERING || session.phase == ENTERING || deliver_waits();
}

/* Milliseconds from `then` until `limit` ms later, seen from `now`; not below 0. */
static int left_of(uint64_t now, uint64_t then, uint32_t limit)
{
	uint64_t gone = clock_since(now, then);

	return gone < limit ? (int)(limit - gone) : 0;
}

/* Milliseconds that a host may take until it says anything at all; 0: there is no limit. */
static uint32_t connect_limit(void)
{
	int seconds = session.options->connect_timeout;

	if (seconds == 0 && !ui_person())
		seconds = CONNECT_PROGRAM_S;
	return (uint32_t)seconds * 1000;
}

/* True while the host has said nothing on this attempt, and has a limit for that. */
static bool unanswered(void)
{
	return connect_limit() > 0 && (session.phase == RESOLVING || session.phase == CONNECTING ||
	                               (session.phase == REGISTERING && link_silent()));
}

int session_timeout(uint64_t now)
{
	if (unanswered())
		return left_of(now, session.dialed, connect_limit());
	switch (session.phase) {
	case RESOLVING:
	case CONNECTING:
	case OVER:
		return -1;
	case WAITING:
		return left_of(now, session.since, session.wait);
	case LEAVING:
		return left_of(now, session.since, LEAVE_MS);
	default:
		break;
	}
	if (waiting())
		return left_of(now, link_heard_at(), ANSWER_MS);
	if (session.probing)
		return left_of(now, session.probed_at, ANSWER_MS);
	return left_of(now, link_heard_at(), SILENCE_MS);
}

/* Notices when the server is gone without a word: a cable that was pulled out ends no connection. */
static void watch(uint64_t now)
{
	if (session.probing && clock_since(now, link_heard_at()) < SILENCE_MS)
		session.probing = false;
	if (session_timeout(now) != 0)
		return;
	if (unanswered()) {
		lookup_stop();
		fail(session.phase == REGISTERING ? EXIT_NOT_LET_IN : EXIT_UNREACHABLE,
		     "%s has not answered for %u seconds", session.options->host, (unsigned)(connect_limit() / 1000));
	} else if (session.phase == LEAVING) {
		over(EXIT_DONE, "");
	} else if (session.phase == WAITING) {
		dial();
	} else if (waiting() || session.probing) {
		fail(session.phase == REGISTERING ? EXIT_NOT_LET_IN : EXIT_LOST, "%s has not answered for %u seconds",
		     session.options->host, (unsigned)(clock_since(now, link_heard_at()) / 1000));
	} else {
		session.probing = true;
		session.probed_at = now;
		send_line("PING " PROBE_TOKEN);
	}
}

/* The host is found, or not. */
static void resolved(void)
{
	struct dial_address addresses[DIAL_ADDRESSES];
	const char *why;
	int n = lookup_take(addresses, &why);

	if (n == 0)
		fail(EXIT_UNREACHABLE, "cannot find %s: %s", session.options->host, why);
	if (n <= 0)
		return;
	session.complaint[0] = session.error[0] = '\0';
	session.probing = session.nameless = session.looked = false;
	batch_reset();
	enter(CONNECTING);
	link_open(addresses, n, session.options->port);
}

void session_turn(uint64_t now)
{
	if (session.phase == RESOLVING)
		resolved();
	if (session.phase == CONNECTING && link_state() == LINK_UP) {
		enter(REGISTERING);
		register_begin();
	}
	if (session.phase == REGISTERING && link_foreign() != NULL)
		fail(EXIT_NOT_LET_IN, "%s did not let us in: %s", session.options->host, link_foreign());
	dispatch_lines();
	if (session_listens() && link_state() == LINK_DOWN)
		lost();
	deliver_pump();
	leave_when_done();
	register_turn(now);
	watch(now);
}

void session_start(struct options *o)
{
	session.options = o;
	register_start(o);
	ui_showf(UI_INFO, "Connecting to %s ...", o->host);
	dial();
}
