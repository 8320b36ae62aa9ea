/* client/session: patience. The module is compiled into this test with less of it, and talks to a server of our own. */
#define SILENCE_MS 300
#define ANSWER_MS 1000
#define LEAVE_MS 100

#include "client/session.c"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/resolve.h"
#include "unit.h"

/* Milliseconds after which a test gives up. */
#define PATIENCE_MS 10000

static const struct options asked = { .host = "board", .nick = "dora", .user = "dora", .channel = "#lobby" };
static int peer = -1;

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
	struct pollfd p = { .fd = link_fd(), .events = link_events() };
	int wait = session_timeout(clock_ms());

	poll(&p, 1, wait < 0 || wait > 20 ? 20 : wait);
	link_turn(p.revents, clock_ms());
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
	uint32_t start = clock_ms();
	size_t len = 0;
	ssize_t n;

	heard[0] = '\0';
	while (strstr(heard, text) == NULL && !session_over() && clock_since(clock_ms(), start) < PATIENCE_MS) {
		turn();
		n = recv(peer, heard + len, sizeof heard - 1 - len, MSG_DONTWAIT);
		len += n > 0 ? (size_t)n : 0;
		heard[len] = '\0';
	}
	return strstr(heard, text) != NULL;
}

static void until_over(void)
{
	uint32_t start = clock_ms();

	while (!session_over() && clock_since(clock_ms(), start) < PATIENCE_MS)
		turn();
	EXPECT(session_over());
}

/* A session that has connected. */
static void start(void)
{
	struct dial_address address;
	int port, listener = listen_somewhere(&port);

	if (peer >= 0)
		close(peer);
	link_close();
	memset(&session, 0, sizeof session);
	resolve_literal("127.0.0.1", &address);
	session_start(&asked);
	link_open(&address, 1, port);
	peer = accept(listener, NULL, NULL);
	close(listener);
	EXPECT(hear("USER dora"));
}

/* One that is in its channel. */
static void start_in_channel(void)
{
	start();
	say(":s CAP * LS :\r\n:s 001 dora :hi\r\n");
	EXPECT(hear("PING linnet-"));
	say(":dora!d@h JOIN #lobby\r\n:s PONG s :linnet-0\r\n");
	while (!session_ready() && !session_over())
		turn();
}

TEST(a_server_that_never_lets_us_in_is_given_up)
{
	start();
	until_over();
	EXPECT_INT(session_status(), 1);
	EXPECT_STR(session_why(), "board has not answered for 1 seconds");
}

TEST(a_silent_server_is_asked_whether_it_is_there)
{
	start_in_channel();
	for (int i = 0; i < 3; i++) {
		EXPECT(hear("PING linnet\r\n"));
		say(":s PONG s :linnet\r\n");
	}
	EXPECT(!session_over());
}

TEST(a_server_that_talks_is_not_asked)
{
	start_in_channel();
	for (int i = 0; i < 20; i++) {
		struct pollfd p = { .fd = peer, .events = POLLIN };
		say(":bob!b@h PRIVMSG #lobby :hello\r\n");
		turn();
		EXPECT(poll(&p, 1, 20) == 0);
	}
}

TEST(a_server_that_does_not_answer_is_given_up)
{
	start_in_channel();
	EXPECT(hear("PING linnet\r\n"));
	until_over();
	EXPECT_INT(session_status(), 1);
	EXPECT(strncmp(session_why(), "board has not answered", 22) == 0);
}

TEST(a_message_that_is_not_confirmed_is_no_success)
{
	start_in_channel();
	session_say("#lobby", "hello", 5, false);
	session_finish();
	EXPECT(hear("PRIVMSG #lobby :hello\r\nPING linnet-1\r\n"));
	until_over();
	EXPECT_INT(session_status(), 1);
}

TEST(after_quit_the_server_has_a_moment_to_close)
{
	start_in_channel();
	session_leave("bye");
	EXPECT(hear("QUIT :bye\r\n"));
	until_over();
	EXPECT_INT(session_status(), 0);
	EXPECT_STR(session_why(), "");
}
