/* web_refusal.c: the HTTP reply to a browser that gets no place. Stateless.
 *
 * For connections that get no slot (held.c), and for those that lose theirs
 * before their request has been answered (protocol/http.c). It has a length, so
 * that it is complete even if the connection is reset after it.
 * Source: RFC 9110 sections 10.2.3 and 15.6.4.
 */
#include "server/conn/web_refusal.h"

#include <string.h>

static const char again[] = ".\nThis page is loaded again in 5 seconds.";

void web_refusal_put(struct buf *b, const char *why)
{
	buf_fmt(b,
	        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nRefresh: 5\r\nCache-Control: no-store\r\n"
	        "Content-Type: text/plain; charset=utf-8\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s%s",
	        strlen(why) + sizeof again - 1 + 2, why, again);
}
