/* listener.h: where connections come in. */
#ifndef SERVER_CONN_LISTENER_H
#define SERVER_CONN_LISTENER_H

#include <stdbool.h>
#include <stdint.h>

#include "net/net.h"

/* Opens the listeners that the settings name; 0, or -1 after a log line that says what is wrong. One for browsers whose
 * port is taken is only a warning. */
int listeners_open(void);

/* Adds what the listeners wait for to events[0 .. n) and returns the new n. Main thread. */
int listeners_want(struct net_event *events, int n, uint64_t now_ms);

/* Takes in whoever came; looks after those held back. `events` as they were after net_wait, `first` where
 * listeners_want began. Main thread, not under the chat lock. */
void listeners_serve(const struct net_event *events, int first, uint64_t now_ms);

/* Milliseconds until a held connection needs attention, or `most`. */
int listeners_patience(uint64_t now_ms, int most);

/* The port of the first listener for web browsers, or of the first other one, that is not the loopback's; 0: there is
 * none. */
int listeners_public_port(bool web);

/* Lets nobody in any more. */
void listeners_close(void);

/* How one may join: the address lines that are printed at the start. */
void listeners_tell_how_to_join(const char *program);

#endif
