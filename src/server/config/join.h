/* join.h: instructions for joining, in words. */
#ifndef SERVER_CONFIG_JOIN_H
#define SERVER_CONFIG_JOIN_H

#include "base/buf.h"

/* Bytes of the longest line of join_put, for an address of so many bytes. */
#define JOIN_LINE(address) (3 * (address) + 80)

/* Appends a line that explains how to join at this address (an IPv6 address without brackets) and port. */
void join_put(struct buf *b, const char *address, int port);

/* Prints that line. -1 and errno when it cannot be written, or nobody reads it. The address has at most HOST_MAX
 * bytes. */
int join_tell(const char *address, int port);

/* The same for a listener for browsers: prints the address of the page. */
int join_tell_web(const char *address, int port);

/* Prints the path of linnet, if it lies in the same directory as linnetd (program: argv[0]) and is not in $PATH. -1 as
 * above. Accesses files: not after sandbox_enter. */
int join_tell_client(const char *program);

#endif
