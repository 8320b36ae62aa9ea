/* http.c: what a web browser gets from the chat's port: what this port is.
 *
 * GET and HEAD get a page of a few lines. Any other verb may be a web page that
 * has somebody's browser send IRC commands in a form: it gets one line, and
 * not a byte of it is run. Stateless.
 */
#include "server/http.h"

#include <string.h>

#include "base/buf.h"
#include "chat/lock.h"
#include "server/objects.h"

static const char refusal[] = "ERROR :This is a chat server, not a web server\r\n";

/* The page: its length must be known before it is written, and it holds the server's name. */
static void write_page(struct buf *b, bool with_body)
{
	static const char first[] = "This port is a chat server, linnetd " VERSION ": ";
	static const char second[] = "\nJoin with any IRC client, with the little client linnet, or with nc.\n";
	size_t len = sizeof first - 1 + strlen(settings.name) + sizeof second - 1;

	buf_fmt(b,
	        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %zu\r\n"
	        "Connection: close\r\n\r\n",
	        len);
	if (with_body)
		buf_fmt(b, "%s%s%s", first, settings.name, second);
}

void http_answer(struct slot *s, const char *bytes, size_t n)
{
	char answer[400];
	struct buf b;
	struct span span;

	buf_init(&b, answer, sizeof answer);
	if (sniff(bytes, n) == SNIFF_HTTP)
		write_page(&b, bytes[0] == 'G');
	else
		buf_str(&b, refusal);
	span = (struct span){ b.at, b.len };
	/* The connection is fresh, so this fits. Nothing but the hint can have been queued for it, long before. */
	(void)s->transport->send(s->index, s->conn, &span, 1);
	chat_lock();
	s->silent = true;
	slot_close(s->index, "HTTP");
	chat_unlock();
}
