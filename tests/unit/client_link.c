/* client/link and net/dial: the one connection, to a server of our own on the loopback interface. */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "client/client_limits.h"
#include "client/conn/link.h"
#include "net/resolve.h"
#include "unit.h"

/* Seconds that anything here may take. */
#define PATIENCE_MS 10000

/* Listens on an address; *port may be 0, and becomes the one that the kernel chose. */
static int listen_on(unsigned address, int *port)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		                  .sin_addr.s_addr = htonl(address),
		                  .sin_port = htons((unsigned short)*port) };
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
	int wait = link_timeout(clock_ms());

	poll(&p, 1, wait < 0 || wait > 100 ? 100 : wait);
	link_turn(p.revents, clock_ms());
}

/* Turns until the link leaves this state. */
static void while_state(enum link_state state)
{
	uint32_t start = clock_ms();

	while (link_state() == state && clock_since(clock_ms(), start) < PATIENCE_MS)
		turn();
	EXPECT(link_state() != state);
}

/* The next line, or "" when none comes. */
static const char *next_line(void)
{
	uint32_t start = clock_ms();
	char *line;
	size_t len;

	do {
		enum line_status status = link_next(&line, &len);
		if (status == LINE_LONG)
			return "(long)";
		if (status == LINE_READY)
			return line;
		turn();
	} while (clock_since(clock_ms(), start) < PATIENCE_MS);
	return "";
}

static void say(int peer, const char *text)
{
	EXPECT(write(peer, text, strlen(text)) == (ssize_t)strlen(text));
}

static int accept_one(int listener)
{
	int peer = accept(listener, NULL, NULL);

	EXPECT(peer >= 0);
	close(listener);
	return peer;
}

/* Connects to a server; returns its side. */
static int connected(void)
{
	struct dial_address address;
	int port = 0, listener = listen_on(INADDR_LOOPBACK, &port), peer;

	resolve_literal("127.0.0.1", &address);
	link_open(&address, 1, port);
	while_state(LINK_CONNECTING);
	peer = accept_one(listener);
	EXPECT(link_state() == LINK_UP);
	return peer;
}

TEST(lines_are_received_and_sent)
{
	int peer = connected();
	char got[32];

	link_send("NICK a\r\n", 8);
	turn();
	EXPECT(read(peer, got, sizeof got) == 8 && memcmp(got, "NICK a\r\n", 8) == 0);
	say(peer, "one\r\ntw");
	EXPECT_STR(next_line(), "one");
	say(peer, "o\r\n");
	EXPECT_STR(next_line(), "two");
	close(peer);
	while_state(LINK_UP);
	EXPECT_STR(link_why(), "");
	EXPECT_INT(link_fd(), -1);
}

TEST(the_next_address_is_tried)
{
	struct dial_address addresses[3];
	int port = 0, listener = listen_on(INADDR_LOOPBACK, &port);
	char name[DIAL_TEXT];

	resolve_literal("127.0.0.3", &addresses[0]);
	resolve_literal("127.0.0.2", &addresses[1]);
	resolve_literal("127.0.0.1", &addresses[2]);
	link_open(addresses, 3, port);
	while_state(LINK_CONNECTING);
	EXPECT(link_state() == LINK_UP);
	dial_text(link_address(), name);
	EXPECT_STR(name, "127.0.0.1");
	close(accept_one(listener));
	link_close();
}

TEST(when_no_address_answers_the_reason_is_reported)
{
	struct dial_address addresses[2];
	int port = 0;

	close(listen_on(INADDR_LOOPBACK, &port));
	resolve_literal("127.0.0.2", &addresses[0]);
	resolve_literal("127.0.0.1", &addresses[1]);
	link_open(addresses, 2, port);
	if (link_state() == LINK_CONNECTING)
		while_state(LINK_CONNECTING);
	EXPECT(link_state() == LINK_DOWN);
	EXPECT_STR(link_why(), strerror(ECONNREFUSED));
}

TEST(data_before_the_end_is_read)
{
	int peer = connected();

	say(peer, "ERROR :no\r\nhalf a li");
	close(peer);
	while_state(LINK_UP);
	EXPECT_STR(next_line(), "ERROR :no");
}

TEST(a_line_that_is_too_long_is_dropped)
{
	int peer = connected();
	static char longest[SERVER_LINE_BYTES + 3];

	memset(longest, 'x', sizeof longest);
	longest[SERVER_LINE_BYTES] = '\n';
	longest[SERVER_LINE_BYTES + 1] = '\0';
	say(peer, longest);
	EXPECT_INT(strlen(next_line()), SERVER_LINE_BYTES);
	longest[SERVER_LINE_BYTES] = 'x';
	longest[SERVER_LINE_BYTES + 1] = '\n';
	longest[SERVER_LINE_BYTES + 2] = '\0';
	say(peer, longest);
	EXPECT_STR(next_line(), "(long)");
	say(peer, "short\n");
	EXPECT_STR(next_line(), "short");
	link_close();
	close(peer);
}

TEST(a_server_that_never_reads_is_detected)
{
	int peer = connected();
	static char line[500];

	memset(line, 'x', sizeof line);
	for (int i = 0; i < 1000000 && link_state() == LINK_UP; i++)
		link_send(line, sizeof line);
	EXPECT(link_state() == LINK_DOWN);
	EXPECT(link_why()[0] != '\0');
	close(peer);
}

TEST(link_room_is_the_free_send_buffer)
{
	int peer = connected();
	size_t window = link_room();

	EXPECT(window >= LINK_OUT_RESERVE);
	link_send("x\r\n", 3);
	EXPECT_INT(link_room(), window - 3);
	turn();
	EXPECT_INT(link_room(), window);
	link_close();
	close(peer);
}

TEST(a_reset_is_reported_as_the_reason)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };
	int peer = connected();

	setsockopt(peer, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	close(peer);
	while_state(LINK_UP);
	EXPECT_STR(link_why(), strerror(ECONNRESET));
}
