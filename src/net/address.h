/* address.h: IP addresses as text, and as networks for limits per address. */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include "net/net.h"

/* Size of the longest address as text with its NUL, bytes. */
#define ADDRESS_TEXT 46

/* Writes an address as text at `to` (ADDRESS_TEXT bytes): IPv6 in the form of RFC 5952, IPv4 in IPv6 (::ffff:a.b.c.d)
 * as IPv4. `bytes`, in network order: 4 for family 4, 16 for family 6. inet_ntop would add 17 KiB to each binary. */
void address_text(int family, const unsigned char *bytes, char *to);

/* Fills in the origin of a connection. Both addresses are of the same family, in network order.
 *
 * origin->network is the unit of limits per address. For IPv4 (also in IPv6 form) it is the address. For IPv6 it is the
 * /64 network, because a host may use any number of addresses of its network. Exception: hosts of this LAN, with
 * link-local addresses or in the /64 of `local`, share one network, so each address counts. */
void address_origin(int family, const unsigned char *peer, const unsigned char *local, struct net_origin *origin);

/* Reads the text form of an address into `bytes`, in network order. Returns its family: 4 (4 bytes) or 6 (16 bytes); 0:
 * not an address. */
int address_parse(const char *text, unsigned char bytes[16]);

#endif
