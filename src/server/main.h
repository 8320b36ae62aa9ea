/* main.h: what the rest of linnetd may know of its main thread. */
#ifndef SERVER_MAIN_H
#define SERVER_MAIN_H

#include <stdint.h>

#include "limits.h"
#include "net/net.h"
#include "server/conn/held.h"

/* When linnetd was started, milliseconds since 1970 UTC. */
extern uint64_t server_started_ms;

/* The same as clock_ms tells it: what has passed since then is right even when a board learns the date late. */
extern uint64_t server_started_clock_ms;

/* What the main thread waits for: the network's own event, the listeners, those held back, full sockets, and
 * multicast DNS. */
#define MAIN_EVENTS (1 + LISTENERS + HELD + CLIENTS + NET_MULTICAST_EVENTS)
extern struct net_event main_events[MAIN_EVENTS];

#endif
