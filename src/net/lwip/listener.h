/* listener.h: closes listeners, for net.c; net.h has the rest of their calls. */
#ifndef NET_LWIP_LISTENER_H
#define NET_LWIP_LISTENER_H

#include "net/lwip/conn.h"

/* Ends a listener, and resets the connections that wait to be accepted. Takes the core lock. */
void listener_close(struct lwip_listener *l);

#endif
