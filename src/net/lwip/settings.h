/* settings.h: the values of --tap, --address and --gateway. */
#ifndef NET_LWIP_SETTINGS_H
#define NET_LWIP_SETTINGS_H

#include <net/if.h>
#include <stdbool.h>

#include <lwip/ip_addr.h>

struct port_settings {
	char tap[IFNAMSIZ]; /* name of the TAP device */
	bool use_dhcp, have_ip4, have_ip6, have_gateway;
	ip4_addr_t ip4, mask, gateway;
	ip6_addr_t ip6;
};
extern struct port_settings port_given;

/* Whether an IPv4 address, in the host's byte order, is a host's on an Ethernet: not a network, broadcast, multicast
 * or loopback address. */
bool settings_is_host(u32_t address, u32_t of_mask);

#endif
