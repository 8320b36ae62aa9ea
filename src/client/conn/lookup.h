/* lookup.h: resolves a host name in the background. */
#ifndef CLIENT_CONN_LOOKUP_H
#define CLIENT_CONN_LOOKUP_H

#include "net/dial.h"

/* Starts a lookup. Cancels the one before. */
void lookup_start(const char *host);

/* Readable when the lookup is done; -1 when there is none. */
int lookup_fd(void);

/* Takes the result. Returns the number of addresses stored in `to`, up to DIAL_ADDRESSES; 0: the lookup failed, and
 * *why is the reason; -1: it is still running. */
int lookup_take(struct dial_address *to, const char **why);

void lookup_stop(void);

#endif
