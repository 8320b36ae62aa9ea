/* port.c: lwIP's network interface, a TAP device.
 *
 * The reader thread hands each frame from the device to lwIP under the core
 * lock. A frame is sent by the thread whose call makes lwIP send it. Replies
 * that belong to no connection go to the Ethernet address of the request. Owns
 * the device and the interface. A frame for which no buffer is free is dropped,
 * as on any link.
 */
#include "net/lwip/port.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <lwip/dhcp.h>
#include <lwip/etharp.h>
#include <lwip/ethip6.h>
#include <lwip/ip.h>
#include <lwip/netif.h>
#include <lwip/prot/tcp.h>
#include <lwip/sys.h>
#include <lwip/tcpip.h>
#include <netif/ethernet.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/log.h"
#include "net/address.h"
#include "net/lwip/settings.h"
#include "net/net.h"

/* ---- the TAP device ---- */

/* From linux/if_tun.h, which is not part of the C library. */
#ifndef TUNSETIFF
#define TUNSETIFF _IOW('T', 202, int)
#define IFF_TAP 0x0002
#define IFF_NO_PI 0x1000
#endif

/* Size of a frame, bytes: lwIP's padding, then an Ethernet frame with a VLAN tag. */
#define FRAME_BYTES (ETH_PAD_SIZE + 1522)
/* Most pbufs of an outgoing frame; a segment has up to four. */
#define PARTS 16
/* MTU, bytes: at least what every IPv4 host must accept (RFC 791 section 3.1), at most what an Ethernet frame holds. */
#define MTU_LEAST 576
#define MTU_MOST 1500

static int tap = -1;
static struct netif tap_netif;
static unsigned char frame[FRAME_BYTES]; /* the frame that the reader is handling */
static atomic_bool gone;

bool port_gone(void)
{
	return gone;
}

static err_t tap_send(struct netif *netif, struct pbuf *p)
{
	struct iovec parts[PARTS];
	int n = 0;
	size_t skip = ETH_PAD_SIZE;

	if (p->tot_len > SIZEOF_ETH_HDR + netif->mtu)
		return ERR_BUF;
	for (; p != NULL; p = p->next, skip = 0) {
		if (n == PARTS)
			return ERR_BUF;
		parts[n++] = (struct iovec){ (char *)p->payload + skip, p->len - skip };
	}
	return writev(tap, parts, n) < 0 ? ERR_IF : ERR_OK;
}

/* A reply that belongs to no connection (ping reply, reset, SYN cookie) goes to the Ethernet address of the current
 * frame, without ARP or neighbour discovery. So a flood from forged addresses cannot fill the tables that clients need.
 */
static bool answering; /* a SYN cookie is being sent */

static bool is_answer(const struct pbuf *p, u8_t protocol, u16_t ip_header)
{
	const struct tcp_hdr *tcp = (const void *)((const char *)p->payload + ip_header);

	if (protocol != IP_PROTO_TCP || answering)
		return true;
	return p->len >= ip_header + TCP_HLEN && (TCPH_FLAGS(tcp) & TCP_RST) != 0;
}

static err_t answer(struct netif *netif, struct pbuf *p, u16_t type)
{
	const struct eth_addr *sender = (const void *)(frame + ETH_PAD_SIZE + ETH_HWADDR_LEN);

	if ((sender->addr[0] & 1) != 0)
		return ERR_VAL; /* a multicast address cannot be a sender */
	return ethernet_output(netif, p, (const struct eth_addr *)netif->hwaddr, sender, type);
}

static err_t send_ip4(struct netif *netif, struct pbuf *p, const ip4_addr_t *to)
{
	const struct ip_hdr *header = p->payload;

	if (ip4_addr_eq(to, ip4_current_src_addr()) && is_answer(p, IPH_PROTO(header), IP_HLEN))
		return answer(netif, p, ETHTYPE_IP);
	return etharp_output(netif, p, to);
}

static err_t send_ip6(struct netif *netif, struct pbuf *p, const ip6_addr_t *to)
{
	const struct ip6_hdr *header = p->payload;

	if (ip6_addr_zoneless_eq(to, ip6_current_src_addr()) && is_answer(p, IP6H_NEXTH(header), IP6_HLEN))
		return answer(netif, p, ETHTYPE_IPV6);
	return ethip6_output(netif, p, to);
}

void port_answer(struct pbuf *p, u8_t ttl)
{
	answering = true;
	(void)ip_output_if(p, ip_current_dest_addr(), ip_current_src_addr(), ttl, 0, IP_PROTO_TCP, &tap_netif);
	answering = false;
}

/* The reader thread. */
static void read_tap(void *with)
{
	(void)with;
	for (;;) {
		ssize_t n = read(tap, frame + ETH_PAD_SIZE, sizeof frame - ETH_PAD_SIZE);
		struct pbuf *p;
		if (n < 0 && errno == EBADFD) {
			log_errorx("%s is gone: linnetd exits", port_given.tap);
			gone = true;
			net_wake();
			pthread_exit(NULL);
		}
		if (n <= 0) {
			struct timespec moment = { .tv_nsec = 20000000 };
			nanosleep(&moment, NULL); /* the device is down */
			continue;
		}
		LOCK_TCPIP_CORE();
		p = pbuf_alloc(PBUF_RAW, (u16_t)(n + ETH_PAD_SIZE), PBUF_POOL);
		if (p != NULL && pbuf_take(p, frame, (u16_t)(n + ETH_PAD_SIZE)) == ERR_OK &&
		    ethernet_input(p, &tap_netif) != ERR_OK)
			pbuf_free(p);
		UNLOCK_TCPIP_CORE();
	}
}

/* Asks the kernel about the device by name. Any socket will do for the ioctl. */
static bool ask_device(struct ifreq *request, unsigned long what)
{
	int s = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool answered;

	buf_copy(request->ifr_name, sizeof request->ifr_name, port_given.tap);
	answered = s >= 0 && ioctl(s, what, request) == 0;
	if (s >= 0)
		close(s);
	return answered;
}

/* The device must exist already: TUNSETIFF with a wrong name would make a new one, connected to nothing. */
static int open_tap(void)
{
	struct ifreq request = { .ifr_flags = 0 };

	if (!ask_device(&request, SIOCGIFFLAGS)) {
		log_errorx("--tap: there is no device %s; `ip tuntap add dev %s mode tap` makes it", port_given.tap,
		           port_given.tap);
		return -1;
	}
	if ((request.ifr_flags & IFF_UP) == 0)
		log_warnx("%s is down; `ip link set %s up` lets frames through", port_given.tap, port_given.tap);
	request.ifr_flags = IFF_TAP | IFF_NO_PI;
	tap = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	if (tap >= 0 && ioctl(tap, TUNSETIFF, &request) == 0)
		return 0;
	log_error("--tap: cannot open %s", port_given.tap);
	return -1;
}

/* lwIP's callback of netif_add. Our Ethernet address is derived from that of the kernel's end of the device, so it
 * stays the same as long as the device exists. */
static err_t init_netif(struct netif *netif)
{
	struct ifreq request = { .ifr_flags = 0 };

	if (ioctl(tap, SIOCGIFHWADDR, &request) < 0)
		return ERR_IF;
	netif->hwaddr_len = ETH_HWADDR_LEN;
	memcpy(netif->hwaddr, request.ifr_hwaddr.sa_data, ETH_HWADDR_LEN);
	netif->hwaddr[0] = (u8_t)((netif->hwaddr[0] | 2) & ~1); /* locally administered, unicast */
	netif->hwaddr[5] ^= 1;
	netif->mtu = MTU_MOST;
	if (ask_device(&request, SIOCGIFMTU) && request.ifr_mtu >= MTU_LEAST && request.ifr_mtu < MTU_MOST)
		netif->mtu = (u16_t)request.ifr_mtu;
	netif->name[0] = 't';
	netif->name[1] = 'p';
	netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_IGMP |
	               NETIF_FLAG_MLD6;
	netif->output = send_ip4;
	netif->output_ip6 = send_ip6;
	netif->linkoutput = tap_send;
	return ERR_OK;
}

/* ---- addresses ---- */

static const unsigned char *bytes_of(const ip_addr_t *address)
{
	if (IP_IS_V6(address))
		return (const unsigned char *)ip_2_ip6(address)->addr;
	return (const unsigned char *)&ip_2_ip4(address)->addr;
}

void port_address_text(const ip_addr_t *address, char *to)
{
	address_text(IP_IS_V6(address) ? 6 : 4, bytes_of(address), to);
}

void port_address_origin(const ip_addr_t *peer, const ip_addr_t *local, struct net_origin *origin)
{
	address_origin(IP_IS_V6(peer) ? 6 : 4, bytes_of(peer), bytes_of(local), origin);
}

/* Calls `tell` with each address of the interface, except link-local ones. */
void port_addresses(void (*tell)(const char *address, void *with), void *with)
{
	char text[ADDRESS_TEXT];

	if (!ip4_addr_isany_val(*netif_ip4_addr(&tap_netif))) {
		port_address_text(netif_ip_addr4(&tap_netif), text);
		tell(text, with);
	}
	for (int i = 1; i < LWIP_IPV6_NUM_ADDRESSES; i++)
		if (ip6_addr_isvalid(netif_ip6_addr_state(&tap_netif, i))) {
			port_address_text(netif_ip_addr6(&tap_netif, i), text);
			tell(text, with);
		}
}

bool port_may_have(const ip_addr_t *address)
{
	if (ip_addr_isany(address))
		return true;
	if (IP_IS_V6(address))
		return !ip6_addr_isloopback(ip_2_ip6(address));
	if (port_given.use_dhcp)
		return !ip4_addr_isloopback(ip_2_ip4(address));
	return port_given.have_ip4 && ip_2_ip4(address)->addr == port_given.ip4.addr;
}

/* lwIP's status callback: logs each address that the interface gains or loses. Under the core lock. */
static void tell_news(struct netif *netif)
{
	static ip_addr_t told[1 + LWIP_IPV6_NUM_ADDRESSES];
	char text[ADDRESS_TEXT];

	for (int i = 0; i <= LWIP_IPV6_NUM_ADDRESSES; i++) {
		const ip_addr_t *now = i == 0 ? netif_ip_addr4(netif) : netif_ip_addr6(netif, i - 1);
		bool has = i == 0 ? !ip_addr_isany(now) : ip6_addr_isvalid(netif_ip6_addr_state(netif, i - 1));
		if (!ip_addr_isany(&told[i]) && (!has || !ip_addr_eq(now, &told[i]))) {
			port_address_text(&told[i], text);
			log_info("%s has lost address %s", port_given.tap, text);
			ip_addr_set_zero(&told[i]);
		}
		if (!has || !ip_addr_isany(&told[i]))
			continue;
		told[i] = *now;
		port_address_text(now, text);
		if (i > 0 ||
		    settings_is_host(lwip_ntohl(ip_2_ip4(now)->addr), lwip_ntohl(netif_ip4_netmask(netif)->addr)))
			log_info("%s has address %s", port_given.tap, text);
		else
			log_warnx("%s was given %s, which no host can have, by DHCP", port_given.tap, text);
	}
}

int port_open(void)
{
	if (!port_given.use_dhcp && !port_given.have_ip4 && !port_given.have_ip6)
		port_given.use_dhcp = true;
	if (port_given.have_gateway &&
	    (!port_given.have_ip4 || !ip4_addr_net_eq(&port_given.ip4, &port_given.gateway, &port_given.mask))) {
		log_errorx("--gateway: it must be a host in the network of an IPv4 --address");
		return -1;
	}
	if (open_tap() < 0)
		return -1;
	tcpip_init(NULL, NULL);
	if (netif_add(&tap_netif, port_given.have_ip4 ? &port_given.ip4 : NULL,
	              port_given.have_ip4 ? &port_given.mask : NULL,
	              port_given.have_gateway ? &port_given.gateway : NULL, NULL, init_netif, ethernet_input) == NULL) {
		log_error("--tap: %s does not behave like a TAP device", port_given.tap);
		return -1;
	}
	sys_thread_new("tap", read_tap, NULL, LWIP_STACK, 0);
	return 0;
}

void port_start(void)
{
	s8_t index = 1;

	netif_set_default(&tap_netif);
	netif_set_status_callback(&tap_netif, tell_news);
	if (tap_netif.mtu >= 1280) { /* RFC 8200 section 5 */
		netif_create_ip6_linklocal_address(&tap_netif, 1);
		tap_netif.ip6_autoconfig_enabled = 1;
		if (port_given.have_ip6) {
			netif_ip6_addr_set(&tap_netif, index, &port_given.ip6);
			netif_ip6_addr_set_state(&tap_netif, index, IP6_ADDR_TENTATIVE);
		}
	}
	netif_set_link_up(&tap_netif);
	netif_set_up(&tap_netif);
	if (port_given.use_dhcp) {
		static struct dhcp state;
		dhcp_set_struct(&tap_netif, &state);
		dhcp_start(&tap_netif);
	}
	port_start_threads();
}

void port_be_quiet(void)
{
	netif_set_status_callback(&tap_netif, NULL);
}

static void look_again(void *with)
{
	(void)with;
}

/* Any message wakes lwIP's thread, which then computes its next timeout again. */
void port_wake_timers(void)
{
	(void)tcpip_try_callback(look_again, NULL); /* mailbox full: the thread is awake already */
}
