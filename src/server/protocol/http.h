/* http.h: what the chat's port answers to HTTP: the page, and the way to a WebSocket. */
#ifndef SERVER_PROTOCOL_HTTP_H
#define SERVER_PROTOCOL_HTTP_H

#include "server/conn/protocol_state.h"

struct slot;

enum http_flag {
	HTTP_BEGUN = 1,       /* the request line has come */
	HTTP_HEAD = 2,        /* it asks for the headers alone */
	HTTP_OLD = 4,         /* HTTP/1.0 */
	HTTP_GZIP = 8,        /* the client takes gzip */
	HTTP_SAME = 16,       /* it has the file already */
	HTTP_UPGRADE = 32,    /* it wants a WebSocket ... */
	HTTP_CONNECTION = 64, /* ... and names that for this connection ... */
	HTTP_VERSION = 128,   /* ... of the version that there is ... */
	HTTP_KEY = 256,       /* ... with a key */
	HTTP_ORIGIN = 512,    /* a browser's page asks: `origin` */
	HTTP_ALLOWED = 1024,  /* and it is one of --web-origin */
	HTTP_TEXT = 2048,     /* of the subprotocols that the client knows this is the first: text.ircv3.net */
	HTTP_BINARY = 4096,   /* or binary.ircv3.net */
	HTTP_HOST = 8192,     /* there is a Host */
};

#define HTTP_NO_FILE 255

/* Answers the request, and closes the connection, or goes on as a WebSocket. The slot's thread, not under the chat
 * lock; waits for a slow reader. */
void http_reply(struct slot *s, const struct http_request *r);

#endif
