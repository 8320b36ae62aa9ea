/* client/session: patience. The module is compiled into this test with less of it, and talks to a server of our own.
 * What client/irc does with the server's lines is done here, so that client/conn is tested alone: see tests.mk. */
#define SILENCE_MS 300
#define ANSWER_MS 1000
#define LEAVE_MS 100
#define RETRY_MS 50
#define GOOD_MS 100000

#include "client/conn/session.c"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"

/* Milliseconds after which a test gives up. */
#define PATIENCE_MS 10000

static struct options asked = { .host = "127.0.0.1", .nick = "dora", .user = "dora", .target = "#lobby" };
static int peer = -1, listener = -1;

/* ---- stand-ins for the layers above the connection ---- */

static int losses; /* how often a connection was lost */

__attribute__((format(printf, 2, 3))) static void tell(enum ui_kind kind, const char *format, ...)
{
	(void)kind;
	(void)format;
}

static void on_connected(void)
{
	send_line("NICK dora");
	send_line("USER dora 0 * :dora");
}

static void on_line(char *line, size_t len)
{
	static const char pong[] = ":s PONG s :";

	(void)len;
	if (strncmp(line, ":s 001 ", 7) == 0) {
		session_welcomed();
		send_line("JOIN #lobby");
		send_line("PING linnet-in");
	} else if (strcmp(line, ":s PONG s :linnet-in") == 0) {
		session_entered();
	} else if (strncmp(line, pong, sizeof pong - 1) == 0) {
		deliver_pong(line + sizeof pong - 1);
	}
}

static void on_lost(void)
{
	losses++;
}

static void on_sent(const char *target, const char *text)
{
	(void)target;
	(void)text;
}

static const char *nick(void)
{
	return "dora";
}

static bool no(void)
{
	return false;
}

static const struct conn_hooks above = {
	.tell = tell,
	.connected = on_connected,
	.line = on_line,
	.lost = on_lost,
	.sent = on_sent,
	.person = no,
	.nick = nick,
	.labels = no,
	.echoes = no,
};

/* ---- the server ---- */

static int listen_somewhere(int *port)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof in;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	EXPECT(bind(fd, (struct sockaddr *)&in, size) == 0 && listen(fd, 1) == 0);
	EXPECT(getsockname(fd, (struct sockaddr *)&in, &size) == 0);
	*port = ntohs(in.sin_port);
	return fd;
}

static void turn(void)
{
	struct pollfd p[] = { { .fd = link_fd(), .events = link_events() }, { .fd = lookup_fd(), .events = POLLIN } };
	int wait = session_timeout(clock_ms());

	poll(p, 2, wait < 0 || wait > 20 ? 20 : wait);
	link_turn(p[0].revents, clock_ms());
	session_turn(clock_ms());
}

static void say(const char *text)
{
	EXPECT(write(peer, text, strlen(text)) == (ssize_t)strlen(text));
}

/* Turns until the client has sent this; false when the session is over before. */
static bool hear(const char *text)
{
	static char heard[4096];
	uint64_t start = clock_ms();
	size_t len = 0;
	ssize_t n;

	heard[0] = '\0';
	while (strstr(heard, text) == NULL && !session_over() && clock_since(clock_ms(), start) < PATIENCE_MS) {
		turn();
		n = recv(peer, heard + len, sizeof heard - 1 - len, MSG_DONTWAIT);
		len += n > 0 ? (size_t)n : 0;
		heard[len] = '\0';
	}
	if (strstr(heard, text) == NULL)
		printf("heard only: %s\n", heard);
	return strstr(heard, text) != NULL;
}

static void until_over(void)
{
	uint64_t start = clock_ms();

	while (!session_over() && clock_since(clock_ms(), start) < PATIENCE_MS)
		turn();
	EXPECT(session_over());
}

/* Takes in the next connection. */
static void meet(void)
{
	struct pollfd p = { .fd = listener, .events = POLLIN };
	uint64_t start = clock_ms();

	if (peer >= 0)
		close(peer);
	while (poll(&p, 1, 0) == 0 && clock_since(clock_ms(), start) < PATIENCE_MS)
		turn();
	peer = accept(listener, NULL, NULL);
	EXPECT(hear("USER dora"));
}

/* A session that has connected. */
static void begin(void)
{
	if (listener >= 0)
		close(listener);
	listener = listen_somewhere(&asked.port);
	deliver_abandon(false);
	deliver_lost();
	link_close();
	memset(&session, 0, sizeof session);
	session_start(&asked, &above);
	meet();
}

static void let_in(void)
{
	say(":s CAP * LS :\r\n:s 001 dora :hi\r\n");
	EXPECT(hear("PING linnet-in\r\n"));
	say(":dora!d@h JOIN #lobby\r\n:s PONG s :linnet-in\r\n");
	while (!session_ready() && !session_over())
		turn();
}

/* One that is in its channel. */
static void begin_in_channel(void)
{
	begin();
	let_in();
}

TEST(a_server_that_never_completes_registration_is_given_up)
{
	begin();
	until_over();
	EXPECT_INT(session_status(), EXIT_NOT_LET_IN);
	EXPECT_STR(session_why(), "127.0.0.1 has not answered for 10 seconds");
}

TEST(a_silent_server_is_pinged)
{
	begin_in_channel();
	for (int i = 0; i < 3; i++) {
		EXPECT(hear("PING linnet\r\n"));
		say(":s PONG s :linnet\r\n");
	}
	EXPECT(!session_over());
}

TEST(an_active_server_is_not_pinged)
{
	begin_in_channel();
	for (int i = 0; i < 20; i++) {
		struct pollfd p = { .fd = peer, .events = POLLIN };
		say(":bob!b@h PRIVMSG #lobby :hello\r\n");
		turn();
		EXPECT(poll(&p, 1, 20) == 0);
	}
}

TEST(a_server_that_does_not_answer_a_ping_is_reconnected)
{
	begin_in_channel();
	EXPECT(hear("PING linnet\r\n"));
	meet();
	EXPECT(!session_over());
	EXPECT(session_returning());
	EXPECT_INT(losses, 1);
	say(":s CAP * LS :\r\n:s 001 dora :hi\r\n");
	EXPECT(hear("JOIN #lobby\r\n"));
}

TEST(reconnection_delays_grow)
{
	uint64_t second, third, at;

	begin_in_channel();
	meet();
	let_in();
	at = clock_ms();
	close(peer);
	peer = -1;
	meet();
	second = clock_since(clock_ms(), at);
	at = clock_ms();
	close(peer);
	peer = -1;
	meet();
	third = clock_since(clock_ms(), at);
	EXPECT(second >= 2 * RETRY_MS);
	EXPECT(third >= 4 * RETRY_MS);
}

TEST(unconfirmed_messages_are_sent_again)
{
	begin_in_channel();
	EXPECT(deliver_say("#lobby", "hello", 5, false));
	EXPECT(hear("PRIVMSG #lobby :hello\r\nPING linnet-"));
	meet();
	say(":s CAP * LS :\r\n:s 001 dora :hi\r\n");
	EXPECT(hear("PING linnet-in\r\n"));
	say(":dora!d@h JOIN #lobby\r\n:s PONG s :linnet-in\r\n");
	EXPECT(hear("PRIVMSG #lobby :hello\r\n"));
}

TEST(an_unconfirmed_message_is_a_failure)
{
	begin_in_channel();
	EXPECT(deliver_say("#lobby", "hello", 5, false));
	session_finish();
	EXPECT(hear("PRIVMSG #lobby :hello\r\nPING linnet-"));
	until_over();
	EXPECT_INT(session_status(), EXIT_LOST);
	EXPECT_INT(deliver_abandon(false), 1);
}

TEST(after_quit_linnet_waits_briefly_for_the_server_to_close)
{
	begin_in_channel();
	session_leave("bye");
	EXPECT(hear("QUIT :bye\r\n"));
	until_over();
	EXPECT_INT(session_status(), EXIT_DONE);
	EXPECT_STR(session_why(), "");
}
