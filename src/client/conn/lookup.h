/* lookup.h: finds a host's addresses while everything else goes on. */
#ifndef CLIENT_CONN_LOOKUP_H
#define CLIENT_CONN_LOOKUP_H

#include "net/dial.h"

/* Begins to look for a host; what was looked for before is forgotten. */
void lookup_start(const char *host);

/* Readable when it is found, or not; -1 when nothing is looked for. */
int lookup_fd(void);

/* Takes what was found: how many addresses, up to DIAL_ADDRESSES at `to`; 0: none, and *why says why in words; -1: it
 * is still being looked for. */
int lookup_take(struct dial_address *to, const char **why);

void lookup_stop(void);

#endif
