/* http.h: what a web browser gets from the chat's port. */
#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include <stddef.h>

#include "server/slot.h"

/* Answers a connection whose first bytes are an HTTP request, and closes it. Its slot's thread; takes the chat lock. */
void http_answer(struct slot *s, const char *bytes, size_t n);

#endif
