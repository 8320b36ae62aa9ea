/* transport.h: how a connection's bytes travel: the seam under the protocol.
 *
 * Plain TCP is one, TLS can be another. A transport may keep state for each
 * slot; its functions take the slot's number and its connection, and follow
 * the rules of the functions of net.h that they stand for.
 */
#ifndef SERVER_TRANSPORT_TRANSPORT_H
#define SERVER_TRANSPORT_TRANSPORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct transport {
	const char *name;                                                 /* as WHOIS and the log say it */
	long (*receive)(int slot, int conn, void *to, size_t len);        /* the slot's thread; waits */
	long (*send)(int slot, int conn, const struct span *vecs, int n); /* the flusher; does not wait */
	void (*linger)(int slot, int conn, uint32_t ms); /* the slot's thread, when no flusher is there */
};

extern const struct transport transport_tcp;

#endif
