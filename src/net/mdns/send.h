/* send.h: sends packets of multicast DNS. For mdns.c. */
#ifndef NET_MDNS_SEND_H
#define NET_MDNS_SEND_H

#include <stdbool.h>
#include <stdint.h>

#include "net/mdns/state.h"

/* Shortest interval of multicasts of one record, milliseconds (RFC 6762 section 6). */
#define MDNS_AGAIN_MS 1000

/* Whether an interface has an address of the family, 4 or 6. */
bool mdns_has_family(const struct net_interface *on, int family);

/* Multicasts records on interface i, with useful additional records unless those were multicast too recently. `six`: 1
 * for IPv6, 0 for IPv4. */
void mdns_tell(struct mdns *m, int i, int six, unsigned records, uint32_t now);

/* Sends records to `from` by unicast. `p`, if not NULL, is the query at m->in of a legacy resolver, which asks from
 * another port than 5353; it gets an answer like a nameserver's. */
void mdns_reply(struct mdns *m, int i, const struct net_datagram *from, const struct mdns_packet *p, unsigned records);

/* Multicast a probe for the name, and a goodbye (TTL 0). */
void mdns_send_probe(struct mdns *m, int i, int six, uint32_t now);
void mdns_send_goodbye(struct mdns *m, int i, int six, uint32_t now);

#endif
