/* announce.h: mDNS: the host name and services by which others on the LAN find linnetd (--mdns). */
#ifndef SERVER_CONN_ANNOUNCE_H
#define SERVER_CONN_ANNOUNCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/mdns/mdns.h"
#include "net/net.h"

extern struct mdns mdns[1];

/* Opens the multicast sockets if the settings ask for mDNS. After the listeners are open. 0, or -1 after a log line. */
int announce_open(uint64_t now_ms);

/* Adds NET_MULTICAST_EVENTS events to wait for to events[0 .. n); returns the new n. Main thread. */
int announce_want(struct net_event *events, int n);

/* Sends what is due. Returns the milliseconds until it must be called again, at most `most`. Main thread. */
int announce_patience(uint64_t now_ms, int most);

/* Handles the packets that have arrived. Main thread, not under the chat lock. */
void announce_serve(uint64_t now_ms);

/* Withdraws the name and services (goodbye packets). Main thread. */
void announce_close(void);

/* Writes a line for the message of the day if another host has the wanted name, so that linnetd has taken another one.
 * False: it has the wanted name, or none. Under the chat lock. */
bool announce_note(char *to, size_t size);

#endif
