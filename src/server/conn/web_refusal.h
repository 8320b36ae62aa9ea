/* web_refusal.h: the HTTP reply to a browser that gets no place. */
#ifndef SERVER_CONN_WEB_REFUSAL_H
#define SERVER_CONN_WEB_REFUSAL_H

#include "base/buf.h"

/* Appends a complete 503 reply without its last CR LF. The browser shows `why`, and asks again after five seconds. */
void web_refusal_put(struct buf *b, const char *why);

#endif
