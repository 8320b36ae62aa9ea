/* listener.h: the listening sockets. */
#ifndef SERVER_CONN_LISTENER_H
#define SERVER_CONN_LISTENER_H

#include <stdbool.h>
#include <stdint.h>

#include "net/net.h"

/* Opens the listeners in the settings. 0, or -1 after a log line with the reason. A port for browsers that is in use is
 * only a warning. */
int listeners_open(void);

/* Adds the events of listeners and held connections to events[0 .. n) and returns the new n. Main thread. */
int listeners_want(struct net_event *events, int n, uint64_t now_ms);

/* Accepts new connections and serves held ones. `events` as net_wait left them, `first` where listeners_want began.
 * Main thread, not under the chat lock. */
void listeners_serve(const struct net_event *events, int first, uint64_t now_ms);

/* Milliseconds until listeners_serve is due without an event, at most `most`. */
int listeners_patience(uint64_t now_ms, int most);

/* The port of the first listener, for browsers (`web`) or for IRC, that is not on a loopback address; 0: none. */
int listeners_public_port(bool web);

/* Closes the listeners and the held connections. */
void listeners_close(void);

/* Prints the address lines at the start: how users join. */
void listeners_tell_how_to_join(const char *program);

#endif
