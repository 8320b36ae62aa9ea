/* mdns.h: this host as others on the link know it: NAME.local and its services (RFC 6762, RFC 6763). */
#ifndef NET_MDNS_MDNS_H
#define NET_MDNS_MDNS_H

#include "net/mdns/state.h"
#include "net/net.h"

/* Starts with a name, MDNS_NAME_MAX bytes at most, and the services' ports; 0: there is no such service. Nothing is
 * said before there is an interface. Before the sandbox: it takes a random number. */
void mdns_start(struct mdns *m, const char *name, const uint16_t *ports,
                void (*send)(const struct net_datagram *to, const void *bytes, size_t len), uint64_t now_ms);

/* Tells which interfaces there are. When they are not as before, the name is probed for again. */
void mdns_set_interfaces(struct mdns *m, const struct net_interface *interfaces, int n, uint64_t now_ms);

/* Takes in the datagram of `len` bytes that is at m->in. */
void mdns_receive(struct mdns *m, const struct net_datagram *from, int len, uint64_t now_ms);

/* Does what time has brought about. Returns the milliseconds until the next call, `most` at most. */
int mdns_run(struct mdns *m, uint64_t now_ms, int most);

/* Says goodbye: others forget this host at once. */
void mdns_stop(struct mdns *m);

#endif
