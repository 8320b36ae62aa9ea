/* linger_posix.c: a connection's end over the kernel's sockets (the contract is net.h).
 *
 * Waits until the peer has acknowledged the last data, which close() would not:
 * Linux resets a connection that still has input, and what was sent is lost.
 * From Linux: SIOCOUTQ, POLLRDHUP, TCP_INFO. Runs in the slot's thread.
 */
#define _GNU_SOURCE /* POLLRDHUP, struct tcp_info */
#include "net/net.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/linux.h"

/* The system call directly: on 32-bit machines musl's ioctl takes 300 bytes of stack, to emulate newer calls. */
static long ask(int conn, int what, int *answer)
{
	return syscall(SYS_ioctl, conn, what, answer);
}

/* Whether the peer's system has acknowledged everything, or never will because the connection was reset. */
static bool all_arrived(int conn)
{
	unsigned char state = 0; /* the first byte of struct tcp_info, which is 200 bytes long */
	socklen_t len = sizeof state;
	int unacknowledged = 0;

	if (ask(conn, SIOCOUTQ, &unacknowledged) < 0 || unacknowledged == 0)
		return true;
	return getsockopt(conn, IPPROTO_TCP, TCP_INFO, &state, &len) == 0 && state == TCP_CLOSE;
}

/* Whether the FIN may be sent before everything is acknowledged. Once both directions are shut down, Linux resets the
 * connection as soon as the peer sends more; unsent data and data that needs retransmission are then lost. */
static bool may_end_early(int conn)
{
	struct pollfd p = { .fd = conn, .events = POLLRDHUP };
	int unsent = 0;

	return ask(conn, SIOCOUTQNSD, &unsent) == 0 && unsent == 0 && poll(&p, 1, 0) == 0;
}

void net_linger(int conn, uint32_t ms)
{
	uint64_t start = clock_ms();
	bool ended = may_end_early(conn);
	char waste[256];

	if (ended)
		net_stop_sending(conn);
	for (;;) {
		struct pollfd p = { .fd = conn, .events = POLLIN };
		ssize_t n = 1;
		for (int i = 0; i < 64 && n > 0; i++)
			n = recv(conn, waste, sizeof waste, MSG_DONTWAIT);
		if (all_arrived(conn)) {
			if (ended)
				return;
			net_stop_sending(conn);
			ended = true;
		}
		if (clock_since(clock_ms(), start) >= ms)
			return;
		/* There is no poll for acknowledgements. A socket at the end of its stream always polls readable. */
		if (n == 0 || (n < 0 && errno != EAGAIN))
			poll(NULL, 0, 5);
		else
			poll(&p, 1, 5);
	}
}
