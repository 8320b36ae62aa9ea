/* dial.h: the client's way out: names to addresses, and connections. No heap. */
#ifndef NET_DIAL_H
#define NET_DIAL_H

#include <stdbool.h>
#include <stddef.h>

/* Addresses of one host that are tried, at most. */
#define DIAL_ADDRESSES 8

/* Room for an address in text form and its NUL. */
#define DIAL_TEXT 64

/* One address, IPv4 or IPv6. */
struct dial_address {
	int family;              /* 4 or 6 */
	unsigned char bytes[16]; /* in network order */
	unsigned scope;          /* of a link-local address: the interface's number, else 0 */
};

/* Finds the addresses of `host`: itself if it is one (IPv6 may have a %interface behind it), else /etc/hosts, else
 * DNS as /etc/resolv.conf says (AAAA and A). Returns how many, at most `most`; 0 and *why says in
 * words why none. Waits as long as the resolver does. */
int dial_resolve(const char *host, struct dial_address *to, int most, const char **why);

/* The text form of an address, DIAL_TEXT bytes at `to`. */
void dial_text(const struct dial_address *address, char *to);

/* Begins to connect, without waiting; returns the socket, or -1 and errno. */
int dial_begin(const struct dial_address *address, int port);

/* After the socket became writable: 0 when it is connected, else -1 and errno. */
int dial_result(int socket);

/* Reads or sends without waiting and without SIGPIPE: bytes, 0 at the end (reading) or when there is no room
 * (sending), -1 and errno (EAGAIN: nothing to read). */
long dial_receive(int socket, void *to, size_t len);
long dial_send(int socket, const void *from, size_t len);

/* Ends the connection. */
void dial_close(int socket);

#endif
