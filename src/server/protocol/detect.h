/* detect.h: detects a connection's protocol. */
#ifndef SERVER_PROTOCOL_DETECT_H
#define SERVER_PROTOCOL_DETECT_H

#include <stddef.h>

/* The protocol of a connection, detected from its first bytes, because one port serves all protocols. */
enum detected {
	DETECT_MORE, /* not known yet: more bytes are needed */
	DETECT_IRC,
	DETECT_PLAIN,
	DETECT_HTTP,
	DETECT_TLS,
};

/* Detects the protocol from bytes[0 .. n), everything received so far. Pure function. */
enum detected detect_bytes(const char *bytes, size_t n);

#endif
