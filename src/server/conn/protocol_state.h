/* protocol_state.h: each protocol's state of a connection, stored in the slot. Only the protocols read or change it. */
#ifndef SERVER_CONN_PROTOCOL_STATE_H
#define SERVER_CONN_PROTOCOL_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sha1.h"

/* ---- plain mode: the target of typed text (protocol/plain_target.c) ---- */

enum plain_at {
	PLAIN_NOWHERE, /* no target: the user is in no channel that they, or the server, have chosen */
	PLAIN_HERE,    /* the channel, as the user knows */
	PLAIN_MOVED,   /* another channel than the user chose: their next line is held back */
	PLAIN_SHUT,    /* the channel, where the user may not speak for now; they are notified when they may */
};

struct plain_target {
	int channel; /* unused when PLAIN_NOWHERE */
	uint8_t at;  /* enum plain_at */
	bool waits;  /* PLAIN_NOWHERE: the user is notified when the lobby lets them in */
};

/* ---- HTTP (protocol/http.c) ---- */

#define WEB_HOST_MAX 63 /* a host name, bytes; LAN names are not longer */

struct web_host {
	char name[WEB_HOST_MAX + 1]; /* lower case; an IPv6 address without brackets; "": none */
	int port;                    /* 0: not given */
};

/* A request as parsed so far. */
struct http_request {
	uint16_t flags;  /* enum http_flag */
	uint16_t status; /* status of the response; 0: not known yet */
	uint16_t lines;
	uint16_t bytes;                   /* bytes received; the request is refused beyond HTTP_HEAD_BYTES */
	uint8_t file;                     /* the requested file, an index of web_files; or HTTP_NO_FILE */
	unsigned char origin[SHA1_BYTES]; /* SHA-1 of the Origin's host and port */
	unsigned char accept[SHA1_BYTES]; /* Sec-WebSocket-Accept, before base64 */
	struct web_host host;
};

/* ---- WebSocket (protocol/websocket.c) ---- */

#define WEBSOCKET_CONTROL_MAX 125 /* a control frame's payload, bytes (RFC 6455 section 5.5) */

/* The parser's state within a frame and a message. For the slot's thread only, except `code`. */
struct websocket {
	uint32_t left;   /* bytes of the payload that are missing */
	uint32_t bytes;  /* bytes of the message so far */
	uint16_t code;   /* status code of the close (RFC 6455 section 7.4); 0: open */
	uint8_t mask[4]; /* masking key */
	uint8_t masks;   /* bytes of the key received; 4: the header is complete */
	uint8_t at;      /* the key's byte for the next byte of the payload */
	uint8_t step;    /* bytes received of the header's first two */
	uint8_t more;    /* bytes of the extended length that are missing */
	uint8_t first;   /* the frame's first byte */
	uint8_t control; /* bytes of a control frame's payload received */
	bool within;     /* a message has begun, and has not ended */
	bool binary;     /* messages are binary, in both directions */
	bool told;       /* the peer has sent a close frame */
};

#endif
