/* transport.h: the transport of a connection's bytes, the layer below the protocol.
 *
 * Plain TCP is a transport; TLS can be another. A transport may keep state for
 * each slot. Its functions take the slot's number and its connection, and follow
 * the rules of net_receive, net_send and net_linger.
 */
#ifndef SERVER_TRANSPORT_TRANSPORT_H
#define SERVER_TRANSPORT_TRANSPORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct transport {
	const char *name;                                                 /* shown in WHOIS and the log */
	long (*receive)(int slot, int conn, void *to, size_t len);        /* the slot's thread; waits */
	long (*send)(int slot, int conn, const struct span *vecs, int n); /* the flusher; does not wait */
	void (*linger)(int slot, int conn, uint32_t ms); /* the slot's thread, while no flusher sends */
};

extern const struct transport transport_tcp;

#endif
