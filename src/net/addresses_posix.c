/* addresses_posix.c: this machine's addresses, as users may connect to them, from Linux (the contract is net.h). */
#define _GNU_SOURCE /* struct ifreq */
#include "net/net.h"

#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/address.h"
#include "net/inet6.h"

/* IPv4 addresses that are looked at, 40 bytes of the main thread's stack each. */
#define INTERFACES 16

static int tell_ipv4(void (*tell)(const char *, void *), void *with)
{
	struct ifreq interfaces[INTERFACES];
	struct ifconf conf = { .ifc_len = sizeof interfaces, .ifc_req = interfaces };
	int told = 0, s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (s < 0)
		return 0;
	if (ioctl(s, SIOCGIFCONF, &conf) < 0)
		conf.ifc_len = 0;
	close(s);
	for (int i = 0; i < conf.ifc_len / (int)sizeof interfaces[0]; i++) {
		struct sockaddr_in a;
		char text[ADDRESS_TEXT];
		memcpy(&a, &interfaces[i].ifr_addr, sizeof a);
		if (a.sin_family != AF_INET || ntohl(a.sin_addr.s_addr) >> 24 == 127)
			continue;
		address_text(4, (unsigned char *)&a.sin_addr, text);
		tell(text, with);
		told++;
	}
	return told;
}

static int tell_ipv6(void (*tell)(const char *, void *), void *with)
{
	char text[600], *at = text; /* ten addresses: enough to show users where to connect */
	struct inet6_line line;
	int told = 0, fd = open("/proc/net/if_inet6", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	while (inet6_next(&at, &line)) {
		char address[ADDRESS_TEXT];
		if (line.scope != 0)
			continue;
		address_text(6, line.bytes, address);
		tell(address, with);
		told++;
	}
	return told;
}

void net_addresses(void (*tell)(const char *address, void *with), void *with)
{
	int told = tell_ipv4(tell, with);

	told += tell_ipv6(tell, with);
	if (told == 0)
		tell("127.0.0.1", with);
}
