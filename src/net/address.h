/* address.h: IP addresses as text. */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

/* Room for the longest text and its NUL. */
#define ADDRESS_TEXT 46

/* Writes an address, 4 bytes of family 4 or 16 of family 6 in network order, as text at `to` (ADDRESS_TEXT bytes):
 * IPv6 as RFC 5952 has it, IPv4 in IPv6 (::ffff:a.b.c.d) as IPv4. inet_ntop would add 17 KiB to each binary. */
void address_text(int family, const unsigned char *bytes, char *to);

/* Reads the text form of an address: 4 and 4 bytes at `bytes`, or 6 and 16, in network order; 0 when it is none. */
int address_parse(const char *text, unsigned char bytes[16]);

#endif
