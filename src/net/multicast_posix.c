/* multicast_posix.c: datagrams of multicast DNS over the system's sockets (the contract is net.h).
 *
 * Two sockets, for IPv4 and IPv6, opened at the start. A control message
 * (IP_PKTINFO) carries the interface of each datagram. Interfaces and addresses
 * are polled without opening files, which the sandbox forbids. recvmsg and
 * sendmsg are direct system calls: musl's add code for time stamps. Main thread.
 */
#define _GNU_SOURCE /* struct in6_pktinfo */
#include "net/net.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "net/inet6.h"

#define PORT 5353
#define GROUP 0xe00000fbu /* 224.0.0.251 */
static const struct in6_addr group6 = { { { 0xff, 2, [15] = 0xfb } } };

/* In every array of two, index 0 is IPv4, index 1 is IPv6. */
static int sockets[2] = { -1, -1 };
static int list6 = -1; /* /proc/self/net/if_inet6 */
static int members[2][NET_INTERFACES];

union any_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* ---- opening ---- */

static void set(int s, int level, int option, int value)
{
	(void)setsockopt(s, level, option, &value, sizeof value); /* failure is ignored: it works without any of them */
}

static int bind_to_port(int s, int six)
{
	union any_address a;

	memset(&a, 0, sizeof a);
	if (six) {
		a.v6.sin6_family = AF_INET6;
		a.v6.sin6_port = htons(PORT);
		return bind(s, &a.any, sizeof a.v6);
	}
	a.v4.sin_family = AF_INET;
	a.v4.sin_port = htons(PORT);
	return bind(s, &a.any, sizeof a.v4);
}

/* RFC 6762 section 11: a TTL of 255 proves to the receiver that the datagram comes from this link. */
static void set_up(int s, int six)
{
	if (six) {
		set(s, IPPROTO_IPV6, IPV6_V6ONLY, 1);
		set(s, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
		set(s, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 255);
		set(s, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 255);
	} else {
		set(s, IPPROTO_IP, IP_PKTINFO, 1);
		set(s, IPPROTO_IP, IP_TTL, 255);
		set(s, IPPROTO_IP, IP_MULTICAST_TTL, 255);
	}
}

/* The first attempt does not share the port. If it fails with EADDRINUSE, another program has the port. */
static int open_socket(int six, bool *shared)
{
	int s = socket(six ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (s < 0)
		return -1;
	set_up(s, six);
	if (bind_to_port(s, six) == 0) {
		set(s, SOL_SOCKET, SO_REUSEADDR, 1);
		return s;
	}
	*shared |= errno == EADDRINUSE;
	set(s, SOL_SOCKET, SO_REUSEADDR, 1);
	if (bind_to_port(s, six) == 0)
		return s;
	close(s);
	return -1;
}

int net_multicast_open(void)
{
	bool shared = false;

	list6 = open("/proc/self/net/if_inet6",
	             O_RDONLY | O_CLOEXEC); /* fails on a machine without IPv6, where this file does not exist */
	sockets[1] = open_socket(1, &shared);
	sockets[0] = open_socket(0, &shared);
	return sockets[0] < 0 && sockets[1] < 0 ? -1 : shared;
}

int net_multicast_event(int i)
{
	return sockets[i];
}

/* ---- interfaces ---- */

/* Whether an interface is up, has a carrier, and reaches others: neither the loopback nor a tunnel to one peer. */
static bool is_usable(const char *name)
{
	const int wanted = IFF_UP | IFF_RUNNING | IFF_MULTICAST, s = sockets[0] >= 0 ? sockets[0] : sockets[1];
	struct ifreq q = { .ifr_flags = 0 };

	buf_copy(q.ifr_name, sizeof q.ifr_name, name);
	return ioctl(s, SIOCGIFFLAGS, &q) == 0 && (q.ifr_flags & (wanted | IFF_LOOPBACK | IFF_POINTOPOINT)) == wanted;
}

/* The entry of an interface in to[0 .. *n); adds a new one if there is none. NULL: the list is full. */
static struct net_interface *entry(struct net_interface *to, int *n, int number)
{
	for (int i = 0; i < *n; i++)
		if (to[i].number == number)
			return &to[i];
	if (*n == NET_INTERFACES)
		return NULL;
	to[*n].number = number;
	return &to[(*n)++];
}

static void add(struct net_interface *to, int *n, int number, int family, int prefix, const void *bytes)
{
	struct net_interface *at = entry(to, n, number);
	struct net_address *a;

	if (at == NULL || at->count == NET_ADDRESSES)
		return;
	a = &at->address[at->count++];
	a->family = (unsigned char)family;
	a->prefix = (unsigned char)prefix;
	memcpy(a->bytes, bytes, family == 6 ? 16 : 4);
}

#define ADDRESSES 12 /* most IPv4 addresses that are read; 40 bytes of stack each */

static int list_v4(struct net_interface *to, int n)
{
	struct ifreq all[ADDRESSES];
	struct ifconf conf = { .ifc_len = sizeof all, .ifc_req = all };

	if (sockets[0] < 0 || ioctl(sockets[0], SIOCGIFCONF, &conf) < 0)
		return n;
	for (int i = 0; i < conf.ifc_len / (int)sizeof all[0]; i++) {
		struct ifreq mask = all[i], number = all[i];
		union any_address a;
		uint32_t bits;
		memcpy(&a, &all[i].ifr_addr, sizeof all[i].ifr_addr);
		if (a.any.sa_family != AF_INET || !is_usable(all[i].ifr_name) ||
		    ioctl(sockets[0], SIOCGIFNETMASK, &mask) < 0 || ioctl(sockets[0], SIOCGIFINDEX, &number) < 0)
			continue;
		memcpy(&a.any, &mask.ifr_addr, sizeof mask.ifr_addr);
		bits = ntohl(a.v4.sin_addr.s_addr);
		memcpy(&a.any, &all[i].ifr_addr, sizeof a.any);
		add(to, &n, number.ifr_ifindex, 4, __builtin_popcount(bits), &a.v4.sin_addr);
	}
	return n;
}

#define NO_GOOD 0x49u /* from linux/if_addr.h: IFA_F_TEMPORARY, IFA_F_DADFAILED (duplicate), IFA_F_TENTATIVE */

static int list_v6(struct net_interface *to, int n)
{
	char text[640], *at = text; /* eleven addresses */
	struct inet6_line line;
	ssize_t len = list6 < 0 ? -1 : pread(list6, text, sizeof text - 1, 0);

	text[len > 0 ? len : 0] = '\0';
	while (inet6_next(&at, &line))
		if (((unsigned)line.flags & NO_GOOD) == 0 && is_usable(line.name))
			add(to, &n, line.interface, 6, line.prefix, line.bytes);
	return n;
}

/* ---- the group ---- */

static bool change_membership(int six, int number, bool join)
{
	struct ip_mreqn v4 = { .imr_ifindex = number };
	struct ipv6_mreq v6 = { .ipv6mr_multiaddr = group6, .ipv6mr_interface = (unsigned)number };

	v4.imr_multiaddr.s_addr = htonl(GROUP);
	if (six)
		return setsockopt(sockets[1], IPPROTO_IPV6, join ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP, &v6,
		                  sizeof v6) == 0;
	return setsockopt(sockets[0], IPPROTO_IP, join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, &v4, sizeof v4) == 0;
}

static bool has_family(const struct net_interface *at, int family)
{
	int i = 0;

	while (i < at->count && at->address[i].family != family)
		i++;
	return i < at->count;
}

/* Joins the group on new interfaces and leaves it on gone ones: a device that comes back has a new number. */
static void be_member(int six, const struct net_interface *all, int n)
{
	int *numbers = members[six];

	for (int m = 0; m < NET_INTERFACES; m++) {
		bool there = false;
		for (int i = 0; i < n; i++)
			there |= all[i].number == numbers[m] && has_family(&all[i], six ? 6 : 4);
		if (numbers[m] != 0 && !there) {
			(void)change_membership(six, numbers[m], false);
			numbers[m] = 0;
		}
	}
	for (int i = 0; i < n; i++) {
		int place = -1;
		bool joined = false;
		for (int m = 0; m < NET_INTERFACES; m++) {
			joined |= numbers[m] == all[i].number;
			if (numbers[m] == 0)
				place = m;
		}
		if (!joined && place >= 0 && has_family(&all[i], six ? 6 : 4) &&
		    change_membership(six, all[i].number, true))
			numbers[place] = all[i].number;
	}
}

int net_multicast_interfaces(struct net_interface *to)
{
	int n;

	memset(to, 0, NET_INTERFACES * sizeof *to);
	n = list_v6(to, list_v4(to, 0));
	for (int six = 0; six < 2; six++)
		if (sockets[six] >= 0)
			be_member(six, to, n);
	return n;
}

/* ---- datagrams ---- */

/* Buffer for the control message of a datagram. */
union beside {
	char bytes[CMSG_SPACE(sizeof(struct in6_pktinfo))];
	struct cmsghdr align;
};

/* Reads the control message: the interface that a datagram arrived on, and its destination address. */
static void read_beside(struct msghdr *message, struct net_datagram *from)
{
	struct in_pktinfo v4;
	struct in6_pktinfo v6;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL; c = CMSG_NXTHDR(message, c)) {
		if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
			memcpy(&v4, CMSG_DATA(c), sizeof v4);
			from->interface = v4.ipi_ifindex;
			from->multicast = v4.ipi_addr.s_addr == htonl(GROUP);
		} else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
			memcpy(&v6, CMSG_DATA(c), sizeof v6);
			from->interface = (int)v6.ipi6_ifindex;
			from->multicast = memcmp(&v6.ipi6_addr, &group6, sizeof group6) == 0;
		}
	}
}

static long receive_at(int six, struct net_datagram *from, void *to, size_t size)
{
	union any_address a;
	union beside beside;
	struct iovec where = { to, size };
	struct msghdr message = { .msg_name = &a,
		                  .msg_namelen = sizeof a,
		                  .msg_iov = &where,
		                  .msg_iovlen = 1,
		                  .msg_control = &beside,
		                  .msg_controllen = sizeof beside };
	long n = syscall(SYS_recvmsg, sockets[six], &message, MSG_DONTWAIT);

	if (n < 0)
		return -1;
	*from = (struct net_datagram){ .family = six ? 6 : 4 };
	read_beside(&message, from);
	memcpy(from->peer, six ? (void *)&a.v6.sin6_addr : (void *)&a.v4.sin_addr, six ? 16 : 4);
	from->port = ntohs(six ? a.v6.sin6_port : a.v4.sin_port);
	return n;
}

long net_multicast_receive(struct net_datagram *from, void *to, size_t size)
{
	long n = -1;

	for (int six = 0; six < 2 && n < 0; six++)
		if (sockets[six] >= 0)
			n = receive_at(six, from, to, size);
	return n;
}

/* Writes the destination address of a datagram; returns its length. */
static socklen_t address_of(const struct net_datagram *to, union any_address *a)
{
	static const unsigned char nobody[16];
	bool all = memcmp(to->peer, nobody, sizeof nobody) == 0;

	memset(a, 0, sizeof *a);
	if (to->family == 6) {
		a->v6.sin6_family = AF_INET6;
		a->v6.sin6_port = htons(all ? PORT : to->port);
		a->v6.sin6_scope_id = (unsigned)to->interface;
		memcpy(&a->v6.sin6_addr, all ? group6.s6_addr : to->peer, 16);
		return sizeof a->v6;
	}
	a->v4.sin_family = AF_INET;
	a->v4.sin_port = htons(all ? PORT : to->port);
	a->v4.sin_addr.s_addr = htonl(GROUP);
	if (!all)
		memcpy(&a->v4.sin_addr, to->peer, 4);
	return sizeof a->v4;
}

void net_multicast_send(const struct net_datagram *to, const void *bytes, size_t len)
{
	int six = to->family == 6;
	struct in_pktinfo v4 = { .ipi_ifindex = to->interface };
	struct in6_pktinfo v6 = { .ipi6_ifindex = (unsigned)to->interface };
	union any_address a;
	union beside beside;
	struct iovec what = { (void *)bytes, len };
	struct msghdr message = { .msg_name = &a,
		                  .msg_namelen = address_of(to, &a),
		                  .msg_iov = &what,
		                  .msg_iovlen = 1,
		                  .msg_control = &beside,
		                  .msg_controllen = CMSG_SPACE(six ? sizeof v6 : sizeof v4) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&message);

	memset(&beside, 0, sizeof beside);
	c->cmsg_level = six ? IPPROTO_IPV6 : IPPROTO_IP;
	c->cmsg_type = six ? IPV6_PKTINFO : IP_PKTINFO;
	c->cmsg_len = CMSG_LEN(six ? sizeof v6 : sizeof v4);
	memcpy(CMSG_DATA(c), six ? (void *)&v6 : (void *)&v4, six ? sizeof v6 : sizeof v4);
	if (sockets[six] >= 0)
		(void)syscall(SYS_sendmsg, sockets[six], &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}
