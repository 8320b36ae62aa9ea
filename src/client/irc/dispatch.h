/* dispatch.h: handles the lines from the server. */
#ifndef CLIENT_IRC_DISPATCH_H
#define CLIENT_IRC_DISPATCH_H

#include <stddef.h>

/* Handles a line of len bytes, and modifies it. NULL: the line was too long, and was dropped. */
void dispatch_line(char *line, size_t len);

/* Handles a message of ours that was sent: shows and remembers it, unless the server echoes it (echo-message). */
void dispatch_sent(const char *target, const char *text);

#endif
