/* main.h: what the main thread waits for. For objects.h. */
#ifndef SERVER_MAIN_H
#define SERVER_MAIN_H

#include "limits.h"
#include "net/net.h"
#include "server/conn/held.h"

/* The network's own event, the listeners, those held back, full sockets, and
 * multicast DNS. */
#define MAIN_EVENTS (1 + LISTENERS + HELD + CLIENTS + NET_MULTICAST_EVENTS)
extern struct net_event main_events[MAIN_EVENTS];

#endif
