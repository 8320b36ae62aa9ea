/* join.h: how to join, in words. */
#ifndef SERVER_CONFIG_JOIN_H
#define SERVER_CONFIG_JOIN_H

#include "base/buf.h"

/* The longest line of join_put whose address has so many bytes. */
#define JOIN_LINE(address) (3 * (address) + 80)

/* Appends a line that says how to join at this address (an IPv6 address without brackets) and port. */
void join_put(struct buf *b, const char *address, int port);

/* Prints it; -1 and errno when it cannot, or nobody reads it. The address has at most HOST_MAX bytes. */
int join_tell(const char *address, int port);

/* The same for a listener for browsers: prints the address of the page. */
int join_tell_web(const char *address, int port);

/* Prints where linnet is on this machine, if it lies beside linnetd (program: argv[0]) and the shell would not find it.
 * -1 as above. Looks at files: not after sandbox_enter. */
int join_tell_client(const char *program);

#endif
