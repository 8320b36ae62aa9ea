/* session.c: the session with a server: connecting, reconnecting and disconnecting.
 *
 * Owns the phase, the exit status and reason, and the reconnect delay. The first connection must succeed, since the
 * user may have mistyped the host. A connection lost later is made again with a growing delay, for users and for
 * long-running programs. A program that only sends a message fails instead, so that its caller notices. The hooks
 * handle the lines.
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
#include "client/text/text.h"

/* The longest reason for the end of the session, in bytes. It must fit into a line of the log. */
#define WHY_BYTES 200

enum phase {
	RESOLVING,
	CONNECTING,
	REGISTERING, /* NICK and USER are sent */
	ENTERING,    /* welcomed; JOIN is sent */
	READY,
	WAITING, /* for the next attempt to connect */
	LEAVING, /* QUIT is sent */
	OVER,
};

/* The three booleans are not phases: each stays set across connections, whatever the phase. */
static struct {
	const struct options *options;
	const struct conn_hooks *hooks;
	enum phase phase;
	bool welcomed;                               /* by any server so far: reconnect after a loss */
	bool returning;                              /* the connection to this server was lost before */
	bool finish;                                 /* no more input: quit when all is confirmed */
	char complaint[WHY_BYTES], error[WHY_BYTES]; /* the last rejection; the text of ERROR */
	char why[WHY_BYTES];
	int status;
	uint64_t since;     /* clock_ms at the start of this phase; for READY, at the welcome */
	uint64_t dialed;    /* at the start of this attempt */
	uint32_t wait;      /* the reconnect delay, ms */
	uint64_t probed_at; /* clock_ms of the unanswered keepalive PING; 0: none */
} session;

static void set_phase(enum phase phase)
{
	session.phase = phase;
	deliver_allow(phase == READY);
}

static void enter(enum phase phase)
{
	set_phase(phase);
	session.since = clock_ms();
}

/* ---- the end ---- */

static void over(int status, const char *why)
{
	if (session.phase == OVER)
		return;
	lookup_stop();
	link_close();
	set_phase(OVER);
	session.status = deliver_refused() && !session.hooks->person() ? EXIT_UNDELIVERED : status;
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

/* True when a lost connection is to be made again. */
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

/* Drops the connection, and all state that belongs to it. */
static void disconnect(void)
{
	if (session_online())
		session.returning = true;
	session.hooks->lost();
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
	/* Jitter, so that the clients of one server do not all reconnect at the same moment. */
	session.wait += (uint32_t)(clock_wall_ms() % (session.wait / 4));
	enter(WAITING);
	session.hooks->tell(UI_LINK, "%s; next attempt in %u s", why, (unsigned)(session.wait + 999) / 1000);
}

/* The reason may come from the server: control bytes are stripped, and it is cut at a character boundary. */
void session_fail(int status, const char *format, ...)
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

/* The link is down: reports the reason, in the server's own words if it gave any. */
static void lost(void)
{
	const char *reason = session.error[0] != '\0' ? session.error : link_why(), *host = session.options->host;
	char address[DIAL_TEXT];

	if (session.phase == LEAVING) {
		over(EXIT_DONE, "");
	} else if (session.phase == CONNECTING) {
		dial_text(link_address(), address);
		session_fail(EXIT_UNREACHABLE, "cannot reach %s (%s) at port %d: %s", host, address,
		             session.options->port, reason);
	} else if (session.phase == REGISTERING) {
		if (reason[0] == '\0')
			reason = session.complaint[0] != '\0' ? session.complaint : "it closed the connection";
		session_fail(EXIT_NOT_LET_IN, "%s did not let us in: %s", host, reason);
	} else {
		session_fail(EXIT_LOST, "the connection to %s is lost: %s", host,
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

bool session_entering(void)
{
	return session.phase == ENTERING;
}

bool session_ready(void)
{
	return session.phase == READY;
}

bool session_returning(void)
{
	return session.returning;
}

/* A program quits when everything is sent and confirmed. */
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
	link_turn(0, clock_ms()); /* flushes the QUIT */
	disconnect();
	if (another) {
		deliver_abandon(false);
		session.returning = false;
	}
	session.hooks->tell(UI_INFO, "Connecting to %s ...", session.options->host);
	dial();
}

/* ---- events from the server ---- */

void session_welcomed(void)
{
	enter(ENTERING);
	session.welcomed = true;
}

void session_entered(void)
{
	set_phase(READY);
}

void session_complaint(const char *text)
{
	if (session.phase == REGISTERING)
		buf_copy(session.complaint, sizeof session.complaint, text);
}

void session_last_word(const char *text)
{
	struct buf b;

	buf_init(&b, session.error, sizeof session.error);
	text_strip(&b, text, strlen(text));
}

/* ---- timeouts ---- */

/* True while a reply from the server is due. */
static bool waiting(void)
{
	return session.phase == REGISTERING || session.phase == ENTERING || deliver_waits();
}

/* Milliseconds left of a timeout of `limit` ms that began at `then`; 0 when it has expired. */
static int left_of(uint64_t now, uint64_t then, uint32_t limit)
{
	uint64_t gone = clock_since(now, then);

	return gone < limit ? (int)(limit - gone) : 0;
}

/* The connect timeout in milliseconds, until the host sends its first byte; 0: no limit. */
static uint32_t connect_limit(void)
{
	int seconds = session.options->connect_timeout;

	if (seconds == 0 && !session.hooks->person())
		seconds = CONNECT_PROGRAM_S;
	return (uint32_t)seconds * 1000;
}

/* True while the host has sent nothing in this attempt, and a connect timeout is set. */
static bool unanswered(void)
{
	return connect_limit() > 0 && (session.phase == RESOLVING || session.phase == CONNECTING ||
	                               (session.phase == REGISTERING && link_silent()));
}

int session_timeout(uint64_t now)
{
	if (unanswered())
		return left_of(now, session.dialed, connect_limit());
	if (session.phase == WAITING)
		return left_of(now, session.since, session.wait);
	if (session.phase == LEAVING)
		return left_of(now, session.since, LEAVE_MS);
	if (!session_listens() || session.phase == CONNECTING)
		return -1;
	if (waiting())
		return left_of(now, link_heard_at(), ANSWER_MS);
	if (session.probed_at != 0)
		return left_of(now, session.probed_at, ANSWER_MS);
	return left_of(now, link_heard_at(), SILENCE_MS);
}

/* Detects a dead connection: a pulled cable sends no FIN, so silence is answered with a PING. */
static void watch(uint64_t now)
{
	if (clock_since(now, link_heard_at()) < SILENCE_MS)
		session.probed_at = 0;
	if (session_timeout(now) != 0)
		return;
	if (unanswered()) {
		lookup_stop();
		session_fail(session.phase == REGISTERING ? EXIT_NOT_LET_IN : EXIT_UNREACHABLE,
		             "%s has not answered for %u seconds", session.options->host,
		             (unsigned)(connect_limit() / 1000));
	} else if (session.phase == LEAVING) {
		over(EXIT_DONE, "");
	} else if (session.phase == WAITING) {
		dial();
	} else if (waiting() || session.probed_at != 0) {
		session_fail(session.phase == REGISTERING ? EXIT_NOT_LET_IN : EXIT_LOST,
		             "%s has not answered for %u seconds", session.options->host,
		             (unsigned)(clock_since(now, link_heard_at()) / 1000));
	} else {
		session.probed_at = now;
		send_line("PING linnet");
	}
}

/* Takes the result of the lookup. */
static void resolved(void)
{
	struct dial_address addresses[DIAL_ADDRESSES];
	const char *why;
	int n = lookup_take(addresses, &why);

	if (n == 0)
		session_fail(EXIT_UNREACHABLE, "cannot find %s: %s", session.options->host, why);
	if (n <= 0)
		return;
	session.complaint[0] = session.error[0] = '\0';
	session.probed_at = 0;
	enter(CONNECTING);
	link_open(addresses, n, session.options->port);
}

void session_turn(uint64_t now)
{
	enum line_status status;
	char *line = NULL;
	size_t len = 0;

	if (session.phase == RESOLVING)
		resolved();
	if (session.phase == CONNECTING && link_state() == LINK_UP) {
		enter(REGISTERING);
		session.hooks->connected();
	}
	if (session.phase == REGISTERING && link_foreign() != NULL)
		session_fail(EXIT_NOT_LET_IN, "%s did not let us in: %s", session.options->host, link_foreign());
	while (session_listens() && (status = link_next(&line, &len)) != LINE_NONE)
		session.hooks->line(status != LINE_LONG ? line : NULL, len);
	if (session_listens() && link_state() == LINK_DOWN)
		lost();
	deliver_pump();
	leave_when_done();
	watch(now);
}

void session_start(const struct options *o, const struct conn_hooks *hooks)
{
	session.options = o;
	session.hooks = hooks;
	deliver_start(hooks);
	session.hooks->tell(UI_INFO, "Connecting to %s ...", o->host);
	dial();
}
