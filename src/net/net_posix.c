/* net_posix.c: the backend for the kernel's sockets (the contract is net.h).
 *
 * Keeps no state but the wake pipe. Needs no lock: net.h says which thread may
 * make each call. linger_posix.c, addresses_posix.c and multicast_posix.c are the
 * rest of this backend. Beyond POSIX it uses TCP_KEEPIDLE of Linux.
 */
#define _GNU_SOURCE /* accept4 */
#include "net/net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/address.h"
#include "net/linux.h"
#include "net/wake.h"

_Static_assert(sizeof(struct span) == sizeof(struct iovec) &&
                       offsetof(struct span, at) == offsetof(struct iovec, iov_base) &&
                       offsetof(struct span, len) == offsetof(struct iovec, iov_len),
               "a span must be laid out as an iovec");
_Static_assert(sizeof(struct net_event) == sizeof(struct pollfd) &&
                       offsetof(struct net_event, conn) == offsetof(struct pollfd, fd) &&
                       offsetof(struct net_event, want) == offsetof(struct pollfd, events) &&
                       offsetof(struct net_event, ready) == offsetof(struct pollfd, revents) && NET_READ == POLLIN &&
                       NET_WRITE == POLLOUT,
               "a net_event must be laid out as a pollfd");

/* Most connections that wait to be accepted. All clients of a large build may reconnect at once, and a SYN that finds
 * the queue full is retransmitted only after a second. The kernel may have a lower limit. */
#define BACKLOG 1024

/* ---- settings that only lwIP has ---- */

static const char *refuse_setting(const char *value)
{
	(void)value;
	return "this linnetd uses the system's own TCP/IP; `make NET=lwip` builds one that knows this option";
}

const struct setting net_settings[] = {
	{ "tap", "NAME", NET_TAP_HELP, refuse_setting, true },
	{ "address", "ADDRESS/LENGTH", NET_ADDRESS_HELP, refuse_setting, true },
	{ "gateway", "ADDRESS", NET_GATEWAY_HELP, refuse_setting, true },
};
const int net_settings_count = ARRAY_LEN(net_settings);

/* The kernel's buffers are not part of linnetd's static memory; see net_buffer_bytes. */
const struct net_object net_objects[] = { { 0 } };
const int net_object_count = 0;

/* ---- the sandbox ---- */

const struct net_call net_calls[] = {
	{ SYS_sendto, -1, 0, 0, 0 },
	{ SYS_recvfrom, -1, 0, 0, 0 },
	{ SYS_sendmsg, -1, 0, 0, 0 },
	{ SYS_accept4, -1, 0, 0, 0 },
	{ SYS_getsockname, -1, 0, 0, 0 },
	{ SYS_shutdown, -1, 0, 0, 0 },
	{ SYS_getsockopt, -1, 0, 0, 0 },
	{ SYS_recvmsg, -1, 0, 0, 0 }, /* multicast DNS: see multicast_posix.c */
	{ SYS_setsockopt, 1, 2, IPPROTO_IP, IP_ADD_MEMBERSHIP },
	{ SYS_setsockopt, 1, 2, IPPROTO_IP, IP_DROP_MEMBERSHIP },
	{ SYS_setsockopt, 1, 2, IPPROTO_IPV6, IPV6_JOIN_GROUP },
	{ SYS_setsockopt, 1, 2, IPPROTO_IPV6, IPV6_LEAVE_GROUP },
	{ SYS_ioctl, 1, 0, SIOCGIFCONF, 0 },
	{ SYS_ioctl, 1, 0, SIOCGIFFLAGS, 0 },
	{ SYS_ioctl, 1, 0, SIOCGIFNETMASK, 0 },
	{ SYS_ioctl, 1, 0, SIOCGIFINDEX, 0 },
	{ SYS_setsockopt, 1, 0, SOL_SOCKET, 0 },
	{ SYS_setsockopt, 1, 0, IPPROTO_TCP, 0 },
	{ SYS_ioctl, 1, 0, SIOCOUTQ, 0 },
	{ SYS_ioctl, 1, 0, SIOCOUTQNSD, 0 },
};
const int net_call_count = ARRAY_LEN(net_calls);

/* ---- connections ---- */

union any_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

int net_init(int conns)
{
	struct rlimit files;
	rlim_t need = (rlim_t)conns + 24;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < need) {
		files.rlim_cur = need;
		if (files.rlim_max < need)
			files.rlim_max = need; /* only root may raise it */
		if (setrlimit(RLIMIT_NOFILE, &files) < 0) {
			log_error("this system does not allow %d open files: raise its limit (ulimit -n)", (int)need);
			return -1;
		}
	}
	(void)net_buffer_bytes();
	return wake_open();
}

void net_start(void)
{
	/* The kernel's network needs no start. */
}

static void set_option(int s, int level, int option, int value)
{
	/* Failure is ignored: linnetd works without any of these options. */
	(void)setsockopt(s, level, option, &value, sizeof value);
}

static void set_buffers(int s)
{
	set_option(s, SOL_SOCKET, SO_SNDBUF, SOCKET_SEND_BYTES);
	set_option(s, SOL_SOCKET, SO_RCVBUF, SOCKET_RECEIVE_BYTES);
}

static int listen_at(const union any_address *address, socklen_t size)
{
	int saved, s = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (s < 0)
		return -1;
	set_option(s, SOL_SOCKET, SO_REUSEADDR, 1);
	if (address->any.sa_family == AF_INET6)
		set_option(s, IPPROTO_IPV6, IPV6_V6ONLY, 0);
	set_buffers(s); /* connections inherit them, so the window is small from the first packet on */
	if (bind(s, &address->any, size) == 0 && listen(s, BACKLOG) == 0)
		return s;
	saved = errno;
	close(s);
	errno = saved;
	return -1;
}

int net_listen(const char *address, int port)
{
	union any_address a;
	int s;

	memset(&a, 0, sizeof a);
	if (*address == '\0' || inet_pton(AF_INET6, address, &a.v6.sin6_addr) == 1) {
		a.v6.sin6_family = AF_INET6;
		a.v6.sin6_port = htons((uint16_t)port);
		s = listen_at(&a, sizeof a.v6);
		if (*address != '\0' || s >= 0 || (errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL))
			return s;
		memset(&a, 0, sizeof a); /* this machine has no IPv6: listen on all IPv4 addresses */
	} else if (inet_pton(AF_INET, address, &a.v4.sin_addr) != 1) {
		errno = EINVAL;
		return -1;
	}
	a.v4.sin_family = AF_INET;
	a.v4.sin_port = htons((uint16_t)port);
	return listen_at(&a, sizeof a.v4);
}

static const unsigned char *bytes_of(const union any_address *a, int *family)
{
	*family = a->any.sa_family == AF_INET6 ? 6 : 4;
	return *family == 6 ? a->v6.sin6_addr.s6_addr : (const unsigned char *)&a->v4.sin_addr;
}

void net_listener_name(int listener, char *to, size_t size)
{
	union any_address a;
	socklen_t len = sizeof a;
	char text[ADDRESS_TEXT];
	struct buf b;
	int family;
	const unsigned char *bytes;

	buf_init(&b, to, size);
	if (getsockname(listener, &a.any, &len) < 0)
		return;
	bytes = bytes_of(&a, &family);
	address_text(family, bytes, text);
	buf_fmt(&b, family == 6 ? "[%s]:%d" : "%s:%d", text, ntohs(family == 6 ? a.v6.sin6_port : a.v4.sin_port));
}

int net_accept(int listener, struct net_origin *origin)
{
	union any_address peer, local;
	socklen_t peer_len = sizeof peer, local_len = sizeof local;
	int family, s = accept4(listener, &peer.any, &peer_len, SOCK_CLOEXEC);
	const unsigned char *from;

	if (s < 0)
		return -1;
	memset(&local, 0, sizeof local);
	set_buffers(s);
	set_option(s, IPPROTO_TCP, TCP_NODELAY, 1);
	from = bytes_of(&peer, &family);
	(void)getsockname(s, &local.any, &local_len);
	address_origin(family, from, bytes_of(&local, &(int){ 0 }), origin);
	return s;
}

long net_receive(int conn, void *to, size_t len)
{
	ssize_t n;

	do
		n = recv(conn, to, len, 0);
	while (n < 0 && errno == EINTR);
	return n;
}

long net_receive_now(int conn, void *to, size_t len)
{
	return recv(conn, to, len, MSG_DONTWAIT);
}

void net_wait_room(int conn, uint32_t ms)
{
	struct pollfd p = { .fd = conn, .events = POLLOUT };

	poll(&p, 1, (int)ms);
}

bool net_has_ended(int conn)
{
	struct pollfd p = { .fd = conn, .events = POLLRDHUP };

	return poll(&p, 1, 0) > 0;
}

/* The system call directly: on 64-bit machines musl's sendmsg reserves a kilobyte of stack for control messages, a
 * quarter of a client thread's stack. We send none. */
static long send_many(int conn, const struct span *vecs, int n)
{
	struct msghdr message = { .msg_iov = (struct iovec *)vecs, .msg_iovlen = (size_t)n };

	return syscall(SYS_sendmsg, conn, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

long net_send(int conn, const struct span *vecs, int n)
{
	ssize_t sent;

	do /* send() for a single vector: the kernel then copies no list of vectors, which takes 3 % of a delivery */
		sent = n == 1 ? send(conn, vecs->at, vecs->len, MSG_DONTWAIT | MSG_NOSIGNAL)
		              : send_many(conn, vecs, n);
	while (sent < 0 && errno == EINTR);
	if (sent < 0 && (errno == EAGAIN || errno == ENOBUFS))
		return 0;
	return sent;
}

void net_stop_reading(int conn)
{
	(void)shutdown(conn, SHUT_RD);
}

void net_stop_sending(int conn)
{
	(void)shutdown(conn, SHUT_WR);
}

void net_close(int conn)
{
	(void)close(conn);
}

void net_keep_alive(int conn, int seconds)
{
	int eighth = seconds >= 8 ? seconds / 8 : 1;

	if (seconds == 0)
		return;
	/* Probes start at half of the timeout, an eighth of it apart. TCP_USER_TIMEOUT limits both the probes and the
	 * wait for acknowledgements. It is an eighth shorter, because the PING sent at the timeout would stop the
	 * probes and start a new period. */
	set_option(conn, IPPROTO_TCP, TCP_KEEPCNT, 3);
	set_option(conn, IPPROTO_TCP, TCP_KEEPINTVL, eighth);
	set_option(conn, IPPROTO_TCP, TCP_KEEPIDLE, seconds >= 2 ? seconds / 2 : 1);
	set_option(conn, IPPROTO_TCP, TCP_USER_TIMEOUT, (seconds > 2 ? seconds - eighth : seconds) * 1000);
	set_option(conn, SOL_SOCKET, SO_KEEPALIVE, 1);
}

uint32_t net_silence(int conn)
{
	/* The start of struct tcp_info, which musl declares only with _GNU_SOURCE. The last two fields are
	 * tcpi_last_data_recv and tcpi_last_ack_recv. QEMU 7.2 gives only the first. */
	uint32_t info[15] = { 0 };
	socklen_t len = sizeof info;

	if (getsockopt(conn, IPPROTO_TCP, TCP_INFO, info, &len) < 0)
		return 0;
	return info[13] < info[14] ? info[13] : info[14];
}

void net_wait(struct net_event *events, int n, int ms)
{
	events[0] = (struct net_event){ .conn = wake_descriptor(), .want = NET_READ };
	if (poll((struct pollfd *)events, (nfds_t)n, ms) < 0)
		for (int i = 0; i < n; i++)
			events[i].ready = 0; /* interrupted by a signal, whose handler has called net_wake */
	if (events[0].ready)
		wake_clear();
}

static long measure_buffers(void)
{
	int sending = 0, receiving = 0, s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t len = sizeof sending;

	if (s < 0)
		return 2L * (SOCKET_SEND_BYTES + SOCKET_RECEIVE_BYTES);
	set_buffers(s);
	(void)getsockopt(s, SOL_SOCKET, SO_SNDBUF, &sending, &len);
	len = sizeof receiving;
	(void)getsockopt(s, SOL_SOCKET, SO_RCVBUF, &receiving, &len);
	close(s);
	return (long)sending + receiving;
}

long net_buffer_bytes(void)
{
	static long bytes; /* measured at the start: later the sandbox forbids new sockets */

	if (bytes == 0)
		bytes = measure_buffers();
	return bytes;
}

bool net_gone(void)
{
	return false; /* the kernel's network stays, even without devices */
}

void net_report(void)
{
	/* This backend has no memory of its own. */
}
