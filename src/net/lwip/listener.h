/* listener.h: what net.c needs of listeners beside the contract in net.h. */
#ifndef NET_LWIP_LISTENER_H
#define NET_LWIP_LISTENER_H

#include "net/lwip/conn.h"

/* Ends a listener, and resets the connections that wait to be accepted. Takes the core lock. */
void listener_close(struct lwip_listener *l);

#endif
