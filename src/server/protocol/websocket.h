/* websocket.h: IRC in WebSocket frames (RFC 6455; IRCv3 websocket). */
#ifndef SERVER_PROTOCOL_WEBSOCKET_H
#define SERVER_PROTOCOL_WEBSOCKET_H

#include <stdbool.h>
#include <stdint.h>

#define WEBSOCKET_CONTROL_MAX 125 /* bytes of a control frame's payload (RFC 6455 section 5.5) */

/* What has come of a frame, and of a message: the slot's thread's own, but for `code`. */
struct websocket {
	uint32_t left;   /* bytes of the payload that have yet to come */
	uint32_t bytes;  /* of the message so far */
	uint16_t code;   /* why the connection is closed (RFC 6455 section 7.4); 0: it is not */
	uint8_t mask[4]; /* what the payload is masked with ... */
	uint8_t masks;   /* ... so many bytes of which are there; 4: the header is whole */
	uint8_t at;      /* and which of them is next */
	uint8_t step;    /* bytes of the header's first two that have come */
	uint8_t more;    /* bytes of the length that have yet to come */
	uint8_t first;   /* the frame's first byte */
	uint8_t control; /* bytes of a control frame's payload that have come */
	bool within;     /* a message has begun, and has not ended */
	bool binary;     /* messages are binary */
	bool told;       /* the peer has closed */
};

#endif
