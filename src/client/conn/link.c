/* link.c: the TCP connection to the server.
 *
 * Owns the socket and the receive and send buffers. Never blocks: main.c polls. Back-pressure: when the send buffer is
 * full, callers wait for room (see link_room). A server that keeps sending requests and never reads the replies is
 * disconnected.
 */
#include "client/conn/link.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "base/reason.h"
#include "client/client_limits.h"

static struct {
	enum link_state state;
	int fd;
	const char *why;
	struct dial_address addresses[DIAL_ADDRESSES];
	int naddresses, tried; /* the address in use is addresses[tried - 1] */
	int port;
	uint64_t began, heard; /* clock_ms of the connection attempt, and of the last bytes received */
	char first[5];         /* the first bytes received */
	size_t nfirst;
	struct line_in in;
	char in_bytes[LINK_IN_BYTES];
	char out[LINK_OUT_BYTES];
	size_t out_len;
} conn; /* all zeros, so that it stays in .bss; link_open fills it */

static void down(const char *why)
{
	if (conn.state != LINK_NONE && conn.fd >= 0)
		dial_close(conn.fd);
	conn.fd = -1;
	conn.state = LINK_DOWN;
	conn.why = why;
}

/* Tries the next usable address. `error` is the errno of the one before. */
static void try_next(int error)
{
	if (conn.fd >= 0)
		dial_close(conn.fd);
	conn.fd = -1;
	while (conn.fd < 0 && conn.tried < conn.naddresses) {
		conn.began = clock_ms();
		conn.fd = dial_begin(&conn.addresses[conn.tried++], conn.port);
		if (conn.fd < 0)
			error = errno;
	}
	if (conn.fd < 0)
		down(reason(error));
}

void link_open(const struct dial_address *addresses, int n, int port)
{
	memcpy(conn.addresses, addresses, (size_t)n * sizeof *addresses);
	conn.fd = -1;
	conn.naddresses = n;
	conn.tried = 0;
	conn.port = port;
	conn.out_len = conn.nfirst = 0;
	conn.why = "";
	conn.state = LINK_CONNECTING;
	line_start(&conn.in, conn.in_bytes, sizeof conn.in_bytes, SERVER_LINE_BYTES, false);
	try_next(0);
}

enum link_state link_state(void)
{
	return conn.state;
}

const struct dial_address *link_address(void)
{
	return &conn.addresses[conn.tried - 1];
}

const char *link_why(void)
{
	return conn.why;
}

int link_fd(void)
{
	return conn.state == LINK_NONE ? -1 : conn.fd;
}

short link_events(void)
{
	if (conn.state == LINK_CONNECTING)
		return POLLOUT;
	return conn.out_len > 0 ? POLLIN | POLLOUT : POLLIN;
}

static uint32_t connect_limit(void)
{
	return conn.tried < conn.naddresses ? CONNECT_MS : CONNECT_LAST_MS;
}

int link_timeout(uint64_t now)
{
	uint64_t waited = clock_since(now, conn.began);

	if (conn.state != LINK_CONNECTING)
		return -1;
	return waited < connect_limit() ? (int)(connect_limit() - waited) : 0;
}

static void connecting(short revents, uint64_t now)
{
	if (revents != 0) {
		if (dial_result(conn.fd) == 0) {
			conn.state = LINK_UP;
			conn.heard = now;
		} else {
			try_next(errno);
		}
	} else if (clock_since(now, conn.began) >= connect_limit()) {
		try_next(ETIMEDOUT);
	}
}

static void flush(void)
{
	long n;

	if (conn.out_len == 0)
		return;
	n = dial_send(conn.fd, conn.out, conn.out_len);
	/* The server may have closed the connection, with its last lines still unread: the next read finds out. */
	if (n < 0)
		n = (long)conn.out_len;
	memmove(conn.out, conn.out + n, conn.out_len - (size_t)n);
	conn.out_len -= (size_t)n;
}

static void receive(uint64_t now)
{
	size_t room;
	char *to = line_room(&conn.in, &room);
	long n = dial_receive(conn.fd, to, room);

	for (long i = 0; i < n && conn.nfirst < sizeof conn.first; i++)
		conn.first[conn.nfirst++] = to[i];
	if (n > 0) {
		line_filled(&conn.in, (size_t)n);
		conn.heard = now;
	} else if (n == 0) {
		down("");
	} else if (errno != EAGAIN && errno != EWOULDBLOCK) {
		down(reason(errno));
	}
}

void link_turn(short revents, uint64_t now)
{
	if (conn.state == LINK_CONNECTING)
		connecting(revents, now);
	if (conn.state != LINK_UP)
		return;
	if (revents & (POLLIN | POLLHUP | POLLERR))
		receive(now);
	if (conn.state == LINK_UP)
		flush();
}

enum line_status link_next(char **line, size_t *len)
{
	return line_next(&conn.in, line, len, false);
}

bool link_silent(void)
{
	return conn.nfirst == 0;
}

const char *link_foreign(void)
{
	/* A TLS record: an alert (21) or a handshake (22), of version 3 (RFC 8446 section 5.1). */
	if (conn.nfirst >= 2 && (conn.first[0] == 21 || conn.first[0] == 22) && conn.first[1] == 3)
		return "this port is for TLS, which linnet does not speak; without it IRC is usually at port 6667";
	if (conn.nfirst == sizeof conn.first && (memcmp(conn.first, "HTTP/", 5) == 0 || conn.first[0] == '<'))
		return "this port is for HTTP, a web server; IRC is usually at port 6667";
	return NULL;
}

uint64_t link_heard_at(void)
{
	return conn.heard;
}

size_t link_room(void)
{
	return sizeof conn.out - conn.out_len;
}

void link_send(const char *bytes, size_t n)
{
	if (conn.state != LINK_UP)
		return;
	if (n > link_room())
		flush();
	if (n > link_room()) {
		down("the server does not read the replies it asks for");
		return;
	}
	memcpy(conn.out + conn.out_len, bytes, n);
	conn.out_len += n;
}

void link_close(void)
{
	down("");
}
