/* detect.h: what a connection speaks. */
#ifndef SERVER_PROTOCOL_DETECT_H
#define SERVER_PROTOCOL_DETECT_H

#include <stddef.h>

/* What the first bytes of a connection tell: one port serves all. */
enum detected {
	DETECT_MORE, /* not enough of them */
	DETECT_IRC,
	DETECT_PLAIN,
	DETECT_HTTP,
	DETECT_TLS,
};

/* Pure. bytes[0 .. n) is all that has come. */
enum detected detect(const char *bytes, size_t n);

#endif
