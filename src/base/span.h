/* span.h: some bytes, somewhere else. */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stddef.h>

/* Laid out as POSIX's struct iovec, so that the network takes it as it is (net_posix.c checks that). */
struct span {
	const void *at;
	size_t len;
};

#endif
