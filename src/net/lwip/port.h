/* port.h: lwIP's port: the TAP device, the threads, and the settings of this backend. */
#ifndef NET_LWIP_PORT_H
#define NET_LWIP_PORT_H

#include <stdbool.h>

#include <lwip/ip_addr.h>
#include <lwip/pbuf.h>

#include "limits.h"
#include "net/net.h"

/* Stacks of lwIP's own thread and of the thread that reads the TAP device. */
enum { PORT_THREADS = 2 };
struct port_thread {
	union {
		char bytes[LWIP_STACK];
		long double align;
	} stack;
};

/* Starts the threads that sys_thread_new has registered (sys.c). Until then the process has one thread, and no locks
 * are needed. */
void port_start_threads(void);

/* Opens the TAP device and gives it its addresses. -1: it failed and has logged why. */
int port_open(void);

/* Starts the threads: frames come in and timers run. Called after linnetd has dropped its privileges and touched its
 * memory. */
void port_start(void);

/* True once the TAP device has been removed. */
bool port_gone(void);

/* Whether linnetd may listen at an address. With DHCP or autoconfiguration the addresses are not known yet, so any
 * possible one is accepted. */
bool port_may_have(const ip_addr_t *address);

/* Calls `tell` with each address of the interface as text, except link-local ones of IPv6. */
void port_addresses(void (*tell)(const char *address, void *with), void *with);

/* Writes an address of lwIP as text at `to` (ADDRESS_TEXT bytes). */
void port_address_text(const ip_addr_t *address, char *to);

/* Fills in the origin of a connection. */
void port_address_origin(const ip_addr_t *peer, const ip_addr_t *local, struct net_origin *origin);

/* Sends p, a segment that belongs to no connection, to the sender of the current packet. Under the core lock. */
void port_answer(struct pbuf *p, u8_t ttl);

/* Stops the log lines about addresses. Under the core lock. */
void port_be_quiet(void);

/* Makes lwIP's thread compute its next timeout again. Under the core lock. */
void port_wake_timers(void);

#endif
