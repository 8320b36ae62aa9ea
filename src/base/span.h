/* span.h: a pointer and a length. */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stddef.h>

/* Laid out as POSIX's struct iovec, so that no copy is needed (net_posix.c checks the layout). */
struct span {
	const void *at;
	size_t len;
};

#endif
