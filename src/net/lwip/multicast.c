/* multicast.c: datagrams of multicast DNS over lwIP (the contract is net.h).
 *
 * One UDP pcb for both families, and one interface, number 1. lwIP's callback
 * puts each datagram into a short queue and wakes the main thread, which takes
 * it from there. When the queue is full, the datagram is dropped. Owns the pcb
 * and the queue; both are used under the core lock.
 */
#include "net/net.h"

#include <errno.h>
#include <string.h>

#include <lwip/igmp.h>
#include <lwip/ip.h>
#include <lwip/mld6.h>
#include <lwip/netif.h>
#include <lwip/tcpip.h>
#include <lwip/udp.h>

#define PORT 5353
#define NUMBER 1 /* of the only interface */
#define QUEUE 4  /* datagrams that wait for the main thread */
#define TTL 255  /* proves to the receiver that the datagram comes from this link (RFC 6762 section 11) */

static struct udp_pcb *pcb;
static bool joined[2]; /* the group of IPv4, of IPv6 */
static struct {
	struct pbuf *p;
	struct net_datagram from;
} queue[QUEUE];
static int first, count;

static ip_addr_t group(int family)
{
	ip_addr_t a;

	if (family == 6)
		IP_ADDR6_HOST(&a, 0xff020000u, 0, 0, 0xfbu);
	else
		IP_ADDR4(&a, 224, 0, 0, 251);
	return a;
}

/* An address as net.h has it: 4 or 16 bytes in network order. */
static const void *bytes_of(const ip_addr_t *a)
{
	return IP_IS_V6(a) ? (const void *)ip_2_ip6(a)->addr : (const void *)&ip_2_ip4(a)->addr;
}

/* lwIP's callback. Under the core lock. */
static void hear(void *with, struct udp_pcb *on, struct pbuf *p, const ip_addr_t *peer, u16_t port)
{
	struct net_datagram from = { .interface = NUMBER, .family = IP_IS_V6(peer) ? 6 : 4, .port = port };

	(void)with, (void)on;
	if (count == QUEUE) {
		pbuf_free(p);
		return;
	}
	memcpy(from.peer, bytes_of(peer), from.family == 6 ? 16 : 4);
	from.multicast = ip_addr_ismulticast(ip_current_dest_addr());
	queue[(first + count) % QUEUE].p = p;
	queue[(first + count++) % QUEUE].from = from;
	net_wake();
}

int net_multicast_open(void)
{
	bool bound;

	LOCK_TCPIP_CORE();
	pcb = udp_new_ip_type(IPADDR_TYPE_ANY);
	bound = pcb != NULL && udp_bind(pcb, IP_ANY_TYPE, PORT) == ERR_OK;
	if (bound) {
		pcb->ttl = TTL;
		udp_set_multicast_ttl(pcb, TTL);
		udp_recv(pcb, hear, NULL);
	}
	UNLOCK_TCPIP_CORE();
	errno = ENOBUFS;
	return bound ? 0 : -1;
}

/* The main thread is woken by `hear`. */
int net_multicast_event(int i)
{
	(void)i;
	return -1;
}

static void add(struct net_interface *to, const ip_addr_t *address, int prefix)
{
	struct net_address *a = &to->address[to->count];

	if (to->count == NET_ADDRESSES)
		return;
	to->count++;
	a->family = IP_IS_V6(address) ? 6 : 4;
	a->prefix = (unsigned char)prefix;
	memcpy(a->bytes, bytes_of(address), a->family == 6 ? 16 : 4);
}

/* Joins both groups once the interface is up. lwIP itself reports the memberships again when the link comes back. */
static void join(struct netif *netif)
{
	ip_addr_t four = group(4), six = group(6);

	if (!joined[0])
		joined[0] = igmp_joingroup_netif(netif, ip_2_ip4(&four)) == ERR_OK;
	if (!joined[1])
		joined[1] = mld6_joingroup_netif(netif, ip_2_ip6(&six)) == ERR_OK;
}

int net_multicast_interfaces(struct net_interface *to)
{
	struct netif *netif = netif_default;

	memset(to, 0, NET_INTERFACES * sizeof *to);
	LOCK_TCPIP_CORE();
	if (netif != NULL && netif_is_up(netif) && netif_is_link_up(netif)) {
		join(netif);
		to->number = NUMBER;
		if (!ip4_addr_isany_val(*netif_ip4_addr(netif)))
			add(to, netif_ip_addr4(netif),
			    __builtin_popcount(ip4_addr_get_u32(netif_ip4_netmask(netif))));
		for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++)
			if (ip6_addr_isvalid(netif_ip6_addr_state(netif, i)))
				add(to, netif_ip_addr6(netif, i), 64);
	}
	UNLOCK_TCPIP_CORE();
	if (to->count == 0)
		to->number = 0;
	return to->count > 0;
}

long net_multicast_receive(struct net_datagram *from, void *to, size_t size)
{
	long n = -1;

	LOCK_TCPIP_CORE();
	if (count > 0) {
		*from = queue[first].from;
		n = pbuf_copy_partial(queue[first].p, to, (u16_t)size, 0);
		pbuf_free(queue[first].p);
		first = (first + 1) % QUEUE;
		count--;
	}
	UNLOCK_TCPIP_CORE();
	return n;
}

void net_multicast_send(const struct net_datagram *to, const void *bytes, size_t len)
{
	static const unsigned char nobody[16];
	bool all = memcmp(to->peer, nobody, sizeof nobody) == 0;
	ip_addr_t peer = group(to->family);
	struct pbuf *p;

	if (!all)
		memcpy((void *)bytes_of(&peer), to->peer, to->family == 6 ? 16 : 4);
	LOCK_TCPIP_CORE();
	p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)len, PBUF_RAM);
	if (p != NULL) {
		(void)pbuf_take(p, bytes, (u16_t)len);
		(void)udp_sendto_if(pcb, p, &peer, all ? PORT : to->port, netif_default);
		pbuf_free(p);
	}
	UNLOCK_TCPIP_CORE();
}
