/* send.h: what a host tells others on a link, packet by packet. For mdns.c. */
#ifndef NET_MDNS_SEND_H
#define NET_MDNS_SEND_H

#include <stdbool.h>
#include <stdint.h>

#include "net/mdns/state.h"

/* A record is told to all once in this time (RFC 6762 section 6). */
#define MDNS_AGAIN_MS 1000

/* Whether an interface has an address of the family, 4 or 6. */
bool mdns_has_family(const struct net_interface *on, int family);

/* Tells records to all on the i-th interface, and what is useful with them if it may be told again. */
void mdns_tell(struct mdns *m, int i, int six, unsigned records, uint32_t now);

/* Answers whoever has asked alone. With `p`, the packet at m->in, it is a plain resolver, which does not ask from port
 * 5353, and gets an answer like a nameserver's. */
void mdns_reply(struct mdns *m, int i, const struct net_datagram *from, const struct mdns_packet *p, unsigned records);

/* These two say what everyone is asked, and told, about the name. */
void mdns_send_probe(struct mdns *m, int i, int six, uint32_t now);
void mdns_send_goodbye(struct mdns *m, int i, int six, uint32_t now);

#endif
