/* address.h: IP addresses, as text and as what counts as one. */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include "net/net.h"

/* Room for the longest text and its NUL. */
#define ADDRESS_TEXT 46

/* Writes an address, 4 bytes of family 4 or 16 of family 6 in network order, as text at `to` (ADDRESS_TEXT bytes):
 * IPv6 as RFC 5952 has it, IPv4 in IPv6 (::ffff:a.b.c.d) as IPv4. inet_ntop would add 17 KiB to each binary. */
void address_text(int family, const unsigned char *bytes, char *to);

/* Fills in where a connection comes from. Both addresses are of the same family, in network order.
 *
 * What counts as one address: an IPv4 address (also one in IPv6 form), and of IPv6 a network of 64 bits, because a
 * host has as many addresses of its network as it likes. But the network that `local` is in too, or a link-local one,
 * is that of everybody on this LAN: there each address counts, as it does with IPv4. */
void address_origin(int family, const unsigned char *peer, const unsigned char *local, struct net_origin *origin);

/* Reads the text form of an address: 4 and 4 bytes at `bytes`, or 6 and 16, in network order; 0 when it is none. */
int address_parse(const char *text, unsigned char bytes[16]);

#endif
