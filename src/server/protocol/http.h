/* http.h: what the chat's port answers to HTTP. */
#ifndef SERVER_PROTOCOL_HTTP_H
#define SERVER_PROTOCOL_HTTP_H

#include <stddef.h>

#include "server/conn/slot.h"

/* Answers a connection whose first bytes are a request for a page, and closes it, as soon as enough of it has come;
 * before that it does nothing. Its slot's thread; takes the chat lock. */
void http_answer(struct slot *s, const char *bytes, size_t n);

/* Refuses any other request, and closes the connection. The same. */
void http_refuse(struct slot *s);

#endif
