/* net.h: the contract between linnetd and its network.
 *
 * A backend is what the Makefile chooses as a whole: net_posix.c speaks to the
 * kernel's sockets; lwip/net.c, which stands on lwip/conn.c (connections),
 * lwip/port.c (the device) and lwip/sys.c (threads), has TCP/IP in the process,
 * on a TAP device (make NET=lwip). No other part of linnetd includes a socket header.
 * Connections and listeners are small numbers; -1 is none. Calls return -1
 * and set errno where they say "-1", and none of them raises SIGPIPE.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/setting.h"
#include "base/span.h"
#include "limits.h"

/* The settings that only some backend has. Every backend lists all of them, so that help and manual are the same
 * everywhere; one that has no use for them refuses them, and says which build would not. */
extern const struct setting net_settings[];
extern const int net_settings_count;
#define NET_TAP_HELP "built with NET=lwip: the TAP device (default: tap0)"
#define NET_ADDRESS_HELP "built with NET=lwip: address and prefix length, or dhcp (default: dhcp)"
#define NET_GATEWAY_HELP "built with NET=lwip: the router to other networks"

/* What of linnetd's static memory is the network's: rows of the bill, bytes. */
struct net_object {
	const char *what;
	size_t count, each;
};
extern const struct net_object net_objects[];
extern const int net_object_count;

/* A system call that the backend makes while linnetd serves: its number, and if `arg` is not -1 the only value that
 * this argument may have; the same of a second argument if `also` is not 0. Several with the same number are
 * alternatives. The sandbox forbids all others. */
struct net_call {
	uint16_t number;
	signed char arg, also;
	uint32_t value, also_value;
};
extern const struct net_call net_calls[];
extern const int net_call_count;

/* Prepares the process for `conns` connections at once, and opens what only the privileged may. -1: it cannot, and has
 * logged why. */
int net_init(int conns);

/* Starts what runs by itself: the backend's threads, if it has any. Once, after privileges were given up and memory
 * was touched. */
void net_start(void);

/* True when the text is an IPv4 or IPv6 address. */
bool net_is_address(const char *text);

/* Listens on `address` ("" for every one; IPv4 or IPv6 in text form) and `port` (0: any free one). Returns the
 * listener, or -1: EINVAL when the address is none. */
int net_listen(const char *address, int port);

/* Writes where a listener really listens, as `127.0.0.1:6667` or `[::]:6667`. */
void net_listener_name(int listener, char *to, size_t size);

#define NET_NETWORK 16 /* bytes of what counts as one address */

/* Where a connection comes from. */
struct net_origin {
	char text[HOST_MAX + 1];            /* the peer's address; an IPv4 peer's as IPv4, also on an IPv6 listener */
	unsigned char network[NET_NETWORK]; /* what counts as one address (address_origin, net/address.h) */
	bool own;                           /* the peer is this machine itself */
};

/* The connection that has waited longest, or -1 (EAGAIN when there is none). It has its buffers set to
 * SOCKET_SEND_BYTES and SOCKET_RECEIVE_BYTES, and sends without delay. */
int net_accept(int listener, struct net_origin *origin);

/* Reads at most len bytes; waits until there are some. 0: the peer has closed, or net_stop_reading was called; -1:
 * the connection is lost. */
long net_receive(int conn, void *to, size_t len);

/* The same without waiting: -1 with EAGAIN when there is nothing. */
long net_receive_now(int conn, void *to, size_t len);

/* True when the peer has closed the connection, or it is lost; what came before may be unread still. Does not wait. */
bool net_has_ended(int conn);

/* Sends what goes without waiting, n vectors in order; returns the bytes taken, 0 when there is no room now, -1 when
 * the connection is lost. One thread may send while another receives; two must not send at once. */
long net_send(int conn, const struct span *vecs, int n);

/* Waits until the connection takes bytes again, or is lost, or ms milliseconds are over. */
void net_wait_room(int conn, uint32_t ms);

/* Makes a net_receive that waits in another thread return 0. May be called for a connection that is just being
 * closed. */
void net_stop_reading(int conn);

/* Says that nothing more will be sent, and waits at most ms milliseconds until the peer's system has everything. What
 * the peer still sends is thrown away, so that it does not destroy the last words on their way (a close with bytes
 * unread is a reset, RFC 1122 section 4.2.2.13). */
void net_linger(int conn, uint32_t ms);

/* What is sent is ended; net_linger does so by itself. */
void net_stop_sending(int conn);

/* Ends the connection and frees its number. */
void net_close(int conn);

/* From now on the connection is lost when the peer's system gives no sign of life for `seconds` seconds: it is probed
 * when nothing is said (TCP keep-alive), and must acknowledge what is sent. 0: it never is. */
void net_keep_alive(int conn, int seconds);

/* Milliseconds since the peer's system gave a sign of life. */
uint32_t net_silence(int conn);

/* One thing to wait for. Laid out as POSIX's struct pollfd, so that no second array is needed. */
struct net_event {
	int conn;    /* a connection or a listener; -1: nothing */
	short want;  /* NET_READ, NET_WRITE, or both */
	short ready; /* not 0: it has come, or the connection has ended */
};
#define NET_READ 1
#define NET_WRITE 4

/* Waits until one of events[1 .. n) comes, net_wake is called, or ms milliseconds are over (-1: never). events[0] is
 * net's own. Main thread only. */
void net_wait(struct net_event *events, int n, int ms);

/* Ends a net_wait, now or the next one. From any thread, and from a signal handler. */
void net_wake(void);

/* Opens the system's log for net_log; -1 when there is none. */
int net_log_open(void);

/* Sends a line to the system's log (RFC 3164 form, facility daemon), without waiting. severity: 0 to 7. -1: it does not
 * take it: not now (EAGAIN), nobody reads it (ECONNREFUSED, ENOENT), or never. */
int net_log(int severity, const char *text, size_t len);

/* True once the network itself is gone, such as a device that somebody has taken away. The backend has logged it; all
 * that linnetd can do is end. */
bool net_gone(void);

/* Logs what the network's own memory was used for, where it has any: what was wanted in vain, and with --log debug how
 * much was in use at most. The network has nothing to say afterwards. */
void net_report(void);

/* Calls `tell` with each address of this machine that others may reach it at; loopback only if there is no other. */
void net_addresses(void (*tell)(const char *address, void *with), void *with);

/* ---- datagrams of multicast DNS (RFC 6762), port 5353, for net/mdns/mdns.h; main thread only ---- */

/* Interfaces of one machine, and addresses of one interface, that are told of. 80 bytes for each interface. */
#define NET_INTERFACES 4
#define NET_ADDRESSES 4

struct net_address {
	unsigned char family, prefix; /* 4 or 6; bits of the network */
	unsigned char bytes[16];      /* in network order; IPv4: the first four */
};

struct net_interface {
	int number, count;
	struct net_address address[NET_ADDRESSES];
};

/* Opens what hears and sends them, for IPv4 and for IPv6. Before privileges are given up. -1: this machine can neither;
 * errno says why. EADDRINUSE is no failure: 1 is returned, and another program of this machine answers as well. */
int net_multicast_open(void);

/* The i-th thing to wait for (struct net_event), i from 0 to NET_MULTICAST_EVENTS - 1; -1: nothing. */
#define NET_MULTICAST_EVENTS 2
int net_multicast_event(int i);

/* Writes the interfaces that are up and reach others on their link, with their addresses, and joins the group on each;
 * what is not used is 0, so that two lists can be compared. Returns how many, NET_INTERFACES at most. */
int net_multicast_interfaces(struct net_interface *to);

/* Where a datagram comes from, or goes to. */
struct net_datagram {
	int interface, family;
	unsigned char peer[16]; /* sent: all zeros stand for the group, 224.0.0.251 or ff02::fb */
	uint16_t port;          /* the peer's */
	bool multicast;         /* it was sent to the group, so that it cannot be from further away than the link */
};

/* The next datagram that waits, cut to `size` bytes: its length, or -1 when there is none. Does not wait. */
long net_multicast_receive(struct net_datagram *from, void *to, size_t size);

/* Sends one. What cannot be sent now is lost, as it may be on its way. */
void net_multicast_send(const struct net_datagram *to, const void *bytes, size_t len);

/* What the kernel may hold for one connection, bytes; measured on a socket of its own, by net_init or first use. */
long net_buffer_bytes(void);

#endif
