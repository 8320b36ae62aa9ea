/* dial.h: the client's network: name resolution and connections. No heap. */
#ifndef NET_DIAL_H
#define NET_DIAL_H

#include <stdbool.h>
#include <stddef.h>

/* Most addresses of one host that are tried. */
#define DIAL_ADDRESSES 8

/* Size of an address in text form with its NUL, bytes. */
#define DIAL_TEXT 64

/* One address, IPv4 or IPv6. */
struct dial_address {
	int family;              /* 4 or 6 */
	unsigned char bytes[16]; /* in network order */
	unsigned scope;          /* the interface's index, for a link-local address; else 0 */
};

/* Resolves `host`: an address in text form (IPv6 may end with %INTERFACE), else by /etc/hosts, else by DNS (AAAA and A)
 * as /etc/resolv.conf says. Returns how many addresses, `most` at most; 0: none, *why is the reason in words. Blocks
 * until the resolver is done. */
int dial_resolve(const char *host, struct dial_address *to, int most, const char **why);

/* Writes the text form of an address at `to` (DIAL_TEXT bytes). */
void dial_text(const struct dial_address *address, char *to);

/* Starts to connect, without waiting. Returns the socket, or -1 and errno. */
int dial_begin(const struct dial_address *address, int port);

/* The result of connecting, once the socket is writable: 0, or -1 and errno. */
int dial_result(int socket);

/* Read or send without waiting and without SIGPIPE. Return the bytes, or -1 and errno. 0: the end of the stream
 * (reading), or no room (sending). EAGAIN: nothing to read. */
long dial_receive(int socket, void *to, size_t len);
long dial_send(int socket, const void *from, size_t len);

/* Ends the connection. */
void dial_close(int socket);

#endif
