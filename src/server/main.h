/* main.h: the poll set of the main thread. For objects.h. */
#ifndef SERVER_MAIN_H
#define SERVER_MAIN_H

#include "limits.h"
#include "net/net.h"
#include "server/conn/held.h"

/* Entries of the poll set: the network's own event, listeners, connections held back, full sockets, multicast DNS. */
#define MAIN_EVENTS (1 + LISTENERS + HELD + CLIENTS + NET_MULTICAST_EVENTS)
extern struct net_event main_events[MAIN_EVENTS];

#endif
