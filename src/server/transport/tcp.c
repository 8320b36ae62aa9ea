/* tcp.c: the plain TCP transport. Stateless: ignores the slot. */
#include "server/transport/transport.h"

#include "net/net.h"

static long tcp_receive(int slot, int conn, void *to, size_t len)
{
	(void)slot;
	return net_receive(conn, to, len);
}

static long tcp_send(int slot, int conn, const struct span *vecs, int n)
{
	(void)slot;
	return net_send(conn, vecs, n);
}

static void tcp_linger(int slot, int conn, uint32_t ms)
{
	(void)slot;
	net_linger(conn, ms);
}

const struct transport transport_tcp = { "TCP", tcp_receive, tcp_send, tcp_linger };
