/* http.h: HTTP on the chat's port: the page, and the WebSocket handshake. */
#ifndef SERVER_PROTOCOL_HTTP_H
#define SERVER_PROTOCOL_HTTP_H

#include "server/conn/protocol_state.h"

struct slot;

enum http_flag {
	HTTP_BEGUN = 1,       /* the request line has been read */
	HTTP_HEAD = 2,        /* the method is HEAD */
	HTTP_OLD = 4,         /* HTTP/1.0 */
	HTTP_GZIP = 8,        /* the client accepts gzip */
	HTTP_SAME = 16,       /* If-None-Match: the client has the current file */
	HTTP_UPGRADE = 32,    /* Upgrade: websocket */
	HTTP_CONNECTION = 64, /* Connection: upgrade */
	HTTP_VERSION = 128,   /* Sec-WebSocket-Version: 13 */
	HTTP_KEY = 256,       /* a valid Sec-WebSocket-Key */
	HTTP_ORIGIN = 512,    /* an Origin: the request is from a web page */
	HTTP_ALLOWED = 1024,  /* that Origin is allowed by --web-origin */
	HTTP_TEXT = 2048,     /* subprotocol: the first known one in the client's list is text.ircv3.net */
	HTTP_BINARY = 4096,   /* ... or it is binary.ircv3.net */
	HTTP_HOST = 8192,     /* a Host header */
};

#define HTTP_NO_FILE 255 /* http_request.file: the path names no file of the page */

/* Sends the reply. Then closes the connection, or turns it into a WebSocket. The slot's thread, not under the chat
 * lock; waits for a slow reader. */
void http_reply(struct slot *s, const struct http_request *r);

/* Queues the closing reply to a request that has not been answered. When the connection loses its slot to another one,
 * or linnetd stops, that is 503: the browser asks again later. Otherwise the peer has timed out, and gets no reply.
 * Under the chat lock. */
void http_closing(int slot, const char *reason);

#endif
