/* net_fuzz.h: the functions that a harness with a server provides for net_fuzz.c. */
#ifndef NET_FUZZ_H
#define NET_FUZZ_H

#include "base/span.h"

/* A connection is given n pieces of text: how many bytes of them it takes, as net_send says. */
long fuzz_sent(int conn, const struct span *vecs, int n);

/* The server waits so long for a connection to take more. */
void fuzz_waits(unsigned ms);

#endif
