/* net.h: the contract between linnetd and its network backend.
 *
 * The Makefile chooses a backend as a whole. net_posix.c uses the kernel's
 * sockets. lwip/net.c (make NET=lwip) runs TCP/IP in the process, on a TAP
 * device; it is built on lwip/conn.c (connections), lwip/listener.c (listeners),
 * lwip/port.c (the device) and lwip/sys.c (threads). No other part of linnetd
 * includes a socket header.
 *
 * Connections and listeners are small numbers; -1 is none. A call that is said
 * to return -1 also sets errno. No call raises SIGPIPE.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/setting.h"
#include "base/span.h"
#include "limits.h"

/* Settings that only one backend supports. Every backend lists all of them, so that help and manual are the same in
 * every build. A backend that does not support a setting refuses it, and names the build that does. */
extern const struct setting net_settings[];
extern const int net_settings_count;
#define NET_TAP_HELP "built with NET=lwip: the TAP device (default: tap0)"
#define NET_ADDRESS_HELP "built with NET=lwip: address and prefix length, or dhcp (default: dhcp)"
#define NET_GATEWAY_HELP "built with NET=lwip: the router to other networks"

/* The network's part of linnetd's static memory: a row of the memory bill, `count` objects of `each` bytes. */
struct net_object {
	const char *what;
	size_t count, each;
};
extern const struct net_object net_objects[];
extern const int net_object_count;

/* A system call that the sandbox allows the backend; all others are forbidden. If `arg` is not -1, argument number
 * `arg` must be `value`. If `also` is not 0, argument number `also` must be `also_value`. Rows with the same call are
 * alternatives. */
struct net_call {
	uint16_t number;
	signed char arg, also;
	uint32_t value, also_value;
};
extern const struct net_call net_calls[];
extern const int net_call_count;

/* Prepares the process for `conns` simultaneous connections, and opens what needs privileges. -1: it failed and has
 * logged why. */
int net_init(int conns);

/* Starts the backend's threads, if it has any. Called once, after linnetd has dropped its privileges and touched its
 * memory. */
void net_start(void);

/* Whether a text is an IPv4 or IPv6 address. */
bool net_is_address(const char *text);

/* Listens on `address` (IPv4 or IPv6 as text; "": all addresses) and `port` (0: any free one). Returns the listener, or
 * -1; EINVAL: not an address. */
int net_listen(const char *address, int port);

/* Writes the address and port of a listener, as `127.0.0.1:6667` or `[::]:6667`. */
void net_listener_name(int listener, char *to, size_t size);

#define NET_NETWORK 16 /* size of net_origin.network, bytes */

/* The origin of a connection. */
struct net_origin {
	char text[HOST_MAX + 1];            /* the peer's address; an IPv4 peer's as IPv4, also on an IPv6 listener */
	unsigned char network[NET_NETWORK]; /* the unit of limits per address (address_origin, net/address.h) */
	bool own;                           /* the peer is this machine */
};

/* Accepts the oldest waiting connection; -1: EAGAIN when none waits. Its buffers are SOCKET_SEND_BYTES and
 * SOCKET_RECEIVE_BYTES; Nagle's algorithm is off. */
int net_accept(int listener, struct net_origin *origin);

/* Reads at most len bytes; waits for the first. 0: the peer has closed, or net_stop_reading was called. -1: the
 * connection is lost. */
long net_receive(int conn, void *to, size_t len);

/* The same without waiting: -1 with EAGAIN when nothing has arrived. */
long net_receive_now(int conn, void *to, size_t len);

/* Whether the peer has closed the connection, or it is lost; earlier data may still be unread. Does not wait. */
bool net_has_ended(int conn);

/* Sends n vectors in order, without waiting. Returns the bytes accepted; 0: no room now; -1: the connection is lost.
 * One thread may send while another receives; two must not send at once. */
long net_send(int conn, const struct span *vecs, int n);

/* Waits until the connection has room to send again, is lost, or ms milliseconds have passed. */
void net_wait_room(int conn, uint32_t ms);

/* Makes a net_receive that waits in another thread return 0. May be called while the connection is being closed. */
void net_stop_reading(int conn);

/* Ends sending, and waits at most ms milliseconds until the peer's system has acknowledged everything. Input is
 * discarded meanwhile: a close with unread bytes is a reset (RFC 1122 section 4.2.2.13), which would destroy data in
 * flight. */
void net_linger(int conn, uint32_t ms);

/* Ends sending (a FIN after the data). net_linger does this itself. */
void net_stop_sending(int conn);

/* Closes the connection and frees its number. */
void net_close(int conn);

/* Sets a timeout, seconds; 0: none. The connection is lost when the peer's system sends nothing for so long: an idle
 * connection is probed (TCP keep-alive), and sent data must be acknowledged. */
void net_keep_alive(int conn, int seconds);

/* Milliseconds since the peer's system last sent anything, acknowledgements included. */
uint32_t net_silence(int conn);

/* An entry of the poll set. Laid out as POSIX's struct pollfd, so that no second array is needed. */
struct net_event {
	int conn;    /* a connection or a listener; -1: nothing */
	short want;  /* NET_READ, NET_WRITE, or both */
	short ready; /* not 0: the event has occurred, or the connection has ended */
};
#define NET_READ 1
#define NET_WRITE 4

/* Waits until one of events[1 .. n) occurs, net_wake is called, or ms milliseconds have passed (-1: no timeout).
 * events[0] is reserved for the backend. Main thread only. */
void net_wait(struct net_event *events, int n, int ms);

/* Wakes the current net_wait, or else the next one. May be called from any thread and from a signal handler. */
void net_wake(void);

/* Opens the system's log for net_log; -1: there is none. */
int net_log_open(void);

/* Sends a line to the system's log (RFC 3164 form, facility daemon), without waiting. severity: 0 to 7. -1: the log did
 * not accept it: EAGAIN: its buffer is full; ECONNREFUSED, ENOENT: nobody reads the log; any other: it never will. */
int net_log(int severity, const char *text, size_t len);

/* True once the network itself is gone, such as a device that has been removed. The backend has logged it; linnetd can
 * only exit. */
bool net_gone(void);

/* Logs the use of the network's own memory, if it has any: failed allocations, and with --log debug the peak use. The
 * network logs nothing afterwards. */
void net_report(void);

/* Calls `tell` with each address at which others may reach this machine; loopback only if there is no other. */
void net_addresses(void (*tell)(const char *address, void *with), void *with);

/* ---- datagrams of multicast DNS (RFC 6762), port 5353, for net/mdns/mdns.h; main thread only ---- */

/* Most interfaces of the machine that are announced on. 80 bytes each. */
#define NET_INTERFACES 4
/* Most addresses of one interface that are announced. */
#define NET_ADDRESSES 4

struct net_address {
	unsigned char family, prefix; /* 4 or 6; bits of the network */
	unsigned char bytes[16];      /* in network order; IPv4: the first four */
};

struct net_interface {
	int number, count;
	struct net_address address[NET_ADDRESSES];
};

/* Opens the sockets for IPv4 and IPv6. Called before linnetd drops its privileges. 1: opened, but the port is shared:
 * another program of this machine answers as well. -1: neither family can be opened. */
int net_multicast_open(void);

/* The i-th entry for the poll set (net_event.conn), i from 0 to NET_MULTICAST_EVENTS - 1; -1: none. */
#define NET_MULTICAST_EVENTS 2
int net_multicast_event(int i);

/* Lists the interfaces that are up and reach others on their link, with their addresses, and joins the group on each.
 * Unused entries are zeroed, so that two lists can be compared. Returns how many, NET_INTERFACES at most. */
int net_multicast_interfaces(struct net_interface *to);

/* Source or destination of a datagram. */
struct net_datagram {
	int interface, family;
	unsigned char peer[16]; /* as a destination, all zeros stand for the group: 224.0.0.251 or ff02::fb */
	uint16_t port;          /* the peer's */
	bool multicast;         /* received: it was sent to the group, so its sender is on the link */
};

/* Receives a waiting datagram, cut to `size` bytes. Returns its length; -1: none waits. Does not wait. */
long net_multicast_receive(struct net_datagram *from, void *to, size_t size);

/* Sends a datagram without waiting. If it cannot be sent now, it is dropped, as any datagram may be. */
void net_multicast_send(const struct net_datagram *to, const void *bytes, size_t len);

/* Bytes that the kernel may hold for one connection, measured on a new socket by net_init or by the first call. */
long net_buffer_bytes(void);

#endif
