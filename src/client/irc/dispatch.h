/* dispatch.h: what the server says. */
#ifndef CLIENT_IRC_DISPATCH_H
#define CLIENT_IRC_DISPATCH_H

#include <stddef.h>

/* Takes in a line of len bytes, and takes it apart. NULL: it was too long, and is left out. */
void dispatch_line(char *line, size_t len);

/* A message of ours was sent: shows it as the others see it, and remembers it, where the server will not send it back
 * to us. */
void dispatch_sent(const char *target, const char *text);

#endif
