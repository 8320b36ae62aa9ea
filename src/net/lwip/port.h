/* port.h: what lwIP stands on here: a TAP device, threads, and the settings that only this network has. */
#ifndef NET_LWIP_PORT_H
#define NET_LWIP_PORT_H

#include <stdbool.h>

#include <lwip/ip_addr.h>
#include <lwip/pbuf.h>

#include "limits.h"
#include "net/net.h"

/* The stacks of lwIP's own thread and of the one that reads the TAP device. */
enum { PORT_THREADS = 2 };
struct port_thread {
	union {
		char bytes[LWIP_STACK];
		long double align;
	} stack;
};

/* Starts those that lwIP and the device have asked for (sys.c). Before, there is one thread, and
 * nothing to lock. */
void port_start_threads(void);

/* Opens the TAP device and gives it its addresses. -1, after a log line. */
int port_open(void);

/* From now on frames come in and timers run. Threads are started here, not before: by now linnetd has given up its
 * privileges and touched its memory. */
void port_start(void);

/* True once the TAP device has been taken away. */
bool port_gone(void);

/* Whether linnetd may listen there. With DHCP and autoconfiguration that shows only later, so what can be is. */
bool port_may_have(const ip_addr_t *address);

/* The network's addresses in text form: IPv4, and of IPv6 those that are not link-local. */
void port_addresses(void (*tell)(const char *address, void *with), void *with);

/* An address of lwIP as text, at `to` (ADDRESS_TEXT bytes). */
void port_address_text(const ip_addr_t *address, char *to);

/* Where a connection comes from. */
void port_address_origin(const ip_addr_t *peer, const ip_addr_t *local, struct net_origin *origin);

/* Sends p, a segment that belongs to no connection, to where the packet that is being heard came from. Under the core
 * lock. */
void port_answer(struct pbuf *p, u8_t ttl);

/* From now on nothing is logged of addresses. Under the core lock. */
void port_be_quiet(void);

/* Makes the thread that keeps lwIP's timers look at them anew. Under the core lock. */
void port_wake_timers(void);

#endif
