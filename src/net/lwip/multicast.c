/* multicast.c: multicast DNS over lwIP (the contract is net.h): not supported, --mdns is refused.
 *
 * It would need IGMP (LWIP_IGMP), which is not built.
 */
#include "net/net.h"

#include <errno.h>
#include <string.h>

int net_multicast_open(void)
{
	errno = EOPNOTSUPP;
	return -1;
}

int net_multicast_event(int i)
{
	(void)i;
	return -1;
}

int net_multicast_interfaces(struct net_interface *to)
{
	memset(to, 0, NET_INTERFACES * sizeof *to);
	return 0;
}

long net_multicast_receive(struct net_datagram *from, void *to, size_t size)
{
	(void)from;
	(void)to;
	(void)size;
	return -1;
}

void net_multicast_send(const struct net_datagram *to, const void *bytes, size_t len)
{
	(void)to;
	(void)bytes;
	(void)len;
}
