/* hear.h: what the server says. */
#ifndef CLIENT_HEAR_H
#define CLIENT_HEAR_H

#include <stdint.h>

#include "irc/parse.h"

/* Takes in all lines that have come over the link. */
void hear_lines(void);

/* The server-time of the message that is being taken in, in milliseconds since 1970 UTC; 0: it has none. */
uint64_t hear_when(void);

/* Shows a message as if it had come, but does nothing else. when: wall clock, ms; 0: now. */
void hear_show(const struct irc_msg *m, uint64_t when);

#endif
