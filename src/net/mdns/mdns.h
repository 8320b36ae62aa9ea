/* mdns.h: multicast DNS responder for NAME.local and its services (RFC 6762, RFC 6763). */
#ifndef NET_MDNS_MDNS_H
#define NET_MDNS_MDNS_H

#include "net/mdns/state.h"
#include "net/net.h"

/* Starts the responder. `name`: MDNS_NAME_MAX bytes at most. `ports`: one for each enum mdns_service; 0: no such
 * service. Sends nothing before mdns_set_interfaces. Called before the sandbox, because it reads a random number. */
void mdns_start(struct mdns *m, const char *name, const uint16_t *ports,
                void (*send)(const struct net_datagram *to, const void *bytes, size_t len), uint64_t now_ms);

/* Sets the list of interfaces. If it has changed, the name is probed for again. */
void mdns_set_interfaces(struct mdns *m, const struct net_interface *interfaces, int n, uint64_t now_ms);

/* Processes the datagram of `len` bytes at m->in. */
void mdns_receive(struct mdns *m, const struct net_datagram *from, int len, uint64_t now_ms);

/* Runs the timers. Returns the milliseconds until the next call, `most` at most. */
int mdns_run(struct mdns *m, uint64_t now_ms, int most);

/* Sends a goodbye (TTL 0), so that others forget this host at once, and stops. */
void mdns_stop(struct mdns *m);

#endif
