/* protocol_state.h: what each protocol keeps of a connection, in its slot. Plain types: only the protocols look in. */
#ifndef SERVER_CONN_PROTOCOL_STATE_H
#define SERVER_CONN_PROTOCOL_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sha1.h"

/* ---- plain mode: where text goes (protocol/plain_target.c) ---- */

enum plain_at {
	PLAIN_NOWHERE, /* to nobody: they are in no channel that they, or the server, have chosen */
	PLAIN_HERE,    /* to the channel, and they know it */
	PLAIN_MOVED,   /* to another channel than the one they chose: their next line is held back */
	PLAIN_SHUT,    /* to the channel, which does not let them speak for now; they are told when it does */
};

struct plain_target {
	int channel; /* nothing when NOWHERE */
	uint8_t at;  /* enum plain_at */
	bool waits;  /* NOWHERE: they are told when the lobby lets them in */
};

/* ---- HTTP (protocol/http.c) ---- */

#define WEB_HOST_MAX 63 /* bytes of a name; a longer one is no name of a LAN */

struct web_host {
	char name[WEB_HOST_MAX + 1]; /* in small letters; "": none. An IPv6 address has no brackets */
	int port;                    /* 0: it is not said */
};

/* What a request has said so far. */
struct http_request {
	uint16_t flags;  /* enum http_flag */
	uint16_t status; /* what it is answered with; 0: not known yet */
	uint16_t lines;
	uint16_t bytes;                   /* of all that has come; at most HTTP_HEAD_BYTES count */
	uint8_t file;                     /* which of web_files is asked for; HTTP_NO_FILE */
	unsigned char origin[SHA1_BYTES]; /* of the Origin's host and port */
	unsigned char accept[SHA1_BYTES]; /* the answer to the WebSocket's key */
	struct web_host host;
};

/* ---- WebSocket (protocol/websocket.c) ---- */

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
