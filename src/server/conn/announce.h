/* announce.h: the name and services by which others on this network find linnetd (--mdns). */
#ifndef SERVER_CONN_ANNOUNCE_H
#define SERVER_CONN_ANNOUNCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/mdns/mdns.h"
#include "net/net.h"

extern struct mdns mdns[1];

/* Opens what it takes, if the settings want it, after the listeners were opened. 0; or -1 after a log line. */
int announce_open(uint64_t now_ms);

/* Adds what there is to wait for, NET_MULTICAST_EVENTS, to events[0 .. n) and returns the new n. Main thread. */
int announce_want(struct net_event *events, int n);

/* Milliseconds until something is to be done, or `most`. */
int announce_patience(uint64_t now_ms, int most);

/* Takes in what has come; not under the chat lock. */
void announce_serve(uint64_t now_ms);

/* Says goodbye. */
void announce_close(void);

/* Writes, for the message of the day, what the name has become if another host has the one that was wanted. False: it
 * is as wanted, or there is none. Under the chat lock. */
bool announce_note(char *to, size_t size);

#endif
