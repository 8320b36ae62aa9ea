/* dial.c: the client's connections.
 *
 * Called by the client's only thread. Keeps no state: a connection is its
 * socket's number. Sockets never block and never raise SIGPIPE. resolve.c
 * resolves the names.
 */
#include "net/dial.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "net/address.h"

void dial_text(const struct dial_address *address, char *to)
{
	char text[ADDRESS_TEXT];
	struct buf b;

	address_text(address->family, address->bytes, text);
	buf_init(&b, to, DIAL_TEXT);
	buf_str(&b, text);
	if (address->scope != 0)
		buf_fmt(&b, "%%%u", address->scope);
}

static int start_connect(int fd, const struct dial_address *address, int port)
{
	if (address->family == 4) {
		struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
		memcpy(&v4.sin_addr, address->bytes, sizeof v4.sin_addr);
		return connect(fd, (struct sockaddr *)&v4, sizeof v4);
	}
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
	memcpy(&v6.sin6_addr, address->bytes, sizeof v6.sin6_addr);
	v6.sin6_scope_id = address->scope;
	return connect(fd, (struct sockaddr *)&v6, sizeof v6);
}

int dial_begin(const struct dial_address *address, int port)
{
	int one = 1, fd;

	fd = socket(address->family == 4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (start_connect(fd, address, port) < 0 && errno != EINPROGRESS && errno != EINTR) {
		int saved = errno;
		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

int dial_result(int socket)
{
	int error = 0;
	socklen_t len = sizeof error;

	if (getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		return -1;
	errno = error;
	return error == 0 ? 0 : -1;
}

long dial_receive(int socket, void *to, size_t len)
{
	long n;

	do
		n = recv(socket, to, len, MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	return n;
}

long dial_send(int socket, const void *from, size_t len)
{
	long n;

	do
		n = send(socket, from, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? 0 : n;
}

void dial_close(int socket)
{
	close(socket);
}
