/* dispatch.h: what the server says. */
#ifndef CLIENT_IRC_DISPATCH_H
#define CLIENT_IRC_DISPATCH_H

#include <stdint.h>

#include "irc/parse.h"

/* Takes in all lines that have come over the link. */
void dispatch_lines(void);

/* The server-time of the message that is being taken in, in milliseconds since 1970 UTC; 0: it has none. */
uint64_t dispatch_when(void);

/* Shows a message of one's own as if it had come, and remembers it. when: wall clock, ms; 0: now. */
void dispatch_show(const struct irc_msg *m, uint64_t when);

#endif
