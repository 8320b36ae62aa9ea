/* http_reply.c: HTTP replies. Stateless: data to send is read-only or on the thread's stack. */
#include "patience.h"
#include "server/protocol/http.h"

#include <string.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/check.h"
#include "base/clock.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "chat/outq.h"
#include "net/net.h"
#include "server/config/join.h"
#include "server/config/settings.h"
#include "server/conn/connection.h"
#include "server/conn/flush.h"
#include "server/conn/slot.h"
#include "server/conn/web_refusal.h"
#include "server/protocol/protocol.h"
#include "server/protocol/web_page.h"

static const struct {
	int status;
	const char *reason, *header, *words; /* words: the body; NULL: it depends on the request */
} answers[] = {
	{ 200, "OK", "", NULL },
	{ 304, "Not Modified", "", NULL },
	{ 400, "Bad Request", "", "This is a chat server, and that request cannot be read." },
	{ 403, "Forbidden", "",
	  "A page of another site asks for this chat. Its owner may allow it: linnetd --web-origin NAME." },
	{ 404, "Not Found", "", "There is no such page. The chat is at /." },
	{ 405, "Method Not Allowed", "Allow: GET, HEAD\r\n", "This chat server has only GET and HEAD." },
	{ 414, "URI Too Long", "", "This is a chat server, and it has no address as long as that." },
	{ 421, "Misdirected Request", "",
	  "This chat does not answer to that name. Open it by its address; or its owner may allow the name:\n"
	  "linnetd --web-origin NAME." },
	{ 426, "Upgrade Required", "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
	  "This chat speaks version 13 of WebSocket." },
	{ 431, "Request Header Fields Too Large", "", "This is a chat server, and that is more than it reads." },
	{ 505, "HTTP Version Not Supported", "", "This chat server speaks HTTP/1.1." },
};

static const char common[] =
	"X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n";

/* Sends all vectors, waiting for the peer. False: the peer read nothing for HTTP_STALL_MS, or not everything within
 * EVICT_MS after the slot was closed. */
static bool send_all(struct slot *s, struct span *vecs, int n)
{
	uint64_t moved_ms = clock_ms();
	bool closing = false;

	while (n > 0) {
		long took = s->transport->send(s->index, s->conn, vecs, n);
		if (took < 0)
			return false;
		if (!closing && (took > 0 || s->state != SLOT_OPEN))
			moved_ms = clock_ms();
		closing = s->state != SLOT_OPEN;
		for (; n > 0 && (size_t)took >= vecs->len; vecs++, n--)
			took -= (long)vecs->len;
		if (n == 0)
			break;
		*vecs = (struct span){ (const char *)vecs->at + took, vecs->len - (size_t)took };
		if (clock_since(clock_ms(), moved_ms) >= (closing ? EVICT_MS : HTTP_STALL_MS))
			return false;
		net_wait_room(s->conn, 100);
	}
	return true;
}

/* Clears the send queue, so that nothing is sent within or after the reply. Only the hint can be in it. False: the slot
 * has been closed, so http_closing replies. */
static bool silence(struct slot *s)
{
	bool open;

	chat_lock();
	open = s->state == SLOT_OPEN;
	if (open) {
		s->silent = true;
		flush_wait_clear(s->index);
		outq_clear(s->index);
	}
	chat_unlock();
	return open;
}

static void send_and_close(struct slot *s, struct span *vecs, int n)
{
	bool sent;

	if (!silence(s))
		return;
	sent = send_all(s, vecs, n);
	chat_lock();
	if (sent)
		slot_close(s->index, "HTTP");
	else
		flush_break(s->index, "HTTP");
	chat_unlock();
}

static int find(int status)
{
	int i = 0;

	while (answers[i].status != status && i + 1 < (int)ARRAY_LEN(answers))
		i++;
	return i;
}

/* The text reply: names the server and says how to join. For clients without gzip, such as curl, and for builds without
 * the page. */
static void put_words(struct buf *b, const struct http_request *r)
{
	buf_fmt(b, "This port is a chat server, linnetd " VERSION ": %s\n", settings.name);
	if (r->host.name[0] == '\0') {
		buf_str(b, "Join with any IRC client, with the little client linnet, or with nc.\n");
		return;
	}
	buf_str(b, "Join it (with nc, then type your name):\n");
	join_put(b, r->host.name, r->host.port != 0 ? r->host.port : 80);
}

static void put_head(struct buf *b, int answer)
{
	buf_fmt(b, "HTTP/1.1 %d %s\r\n%s", answers[answer].status, answers[answer].reason, answers[answer].header);
}

static void reply_words(struct slot *s, const struct http_request *r)
{
	char head[192], body[JOIN_LINE(WEB_HOST_MAX) + SERVER_NAME_MAX + 88];
	int answer = find(r->status);
	const char *words = answers[answer].words;
	struct buf h, b;
	struct span vecs[3];

	buf_init(&h, head, sizeof head);
	buf_init(&b, body, sizeof body);
	if (words != NULL)
		buf_fmt(&b, "%s\n", words);
	else
		put_words(&b, r);
	put_head(&h, answer);
	buf_fmt(&h, "Content-Type: text/plain; charset=utf-8\r\nContent-Length: %zu\r\n%s", b.len,
	        words == NULL ? "Vary: Accept-Encoding\r\n" : "");
	vecs[0] = (struct span){ h.at, h.len };
	vecs[1] = (struct span){ common, sizeof common - 1 };
	vecs[2] = (struct span){ b.at, b.len };
	send_and_close(s, vecs, r->flags & HTTP_HEAD ? 2 : 3);
}

/* Sends a file of the page, or 304 Not Modified. The policy names the WebSocket's address, because not every browser
 * includes it in 'self' (CSP 3 section 6.7.2.8). */
static void reply_file(struct slot *s, const struct http_request *r)
{
	static const char tail[] = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n";
	const struct web_file *file = &web_files[r->file];
	char head[480];
	struct buf h;
	struct span vecs[5];

	buf_init(&h, head, sizeof head);
	put_head(&h, find(r->status));
	if (r->status == 200)
		buf_fmt(&h, "Content-Type: %s\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\n", file->type,
		        file->len);
	buf_fmt(&h,
	        "ETag: %s\r\nVary: Accept-Encoding\r\nCache-Control: no-cache\r\n"
	        "Content-Security-Policy: default-src 'none'; img-src 'self' data:; manifest-src 'self'; "
	        "connect-src 'self'",
	        file->etag);
	if (r->host.name[0] != '\0' && strchr(r->host.name, ':') == NULL) {
		buf_fmt(&h, " ws://%s", r->host.name);
		if (r->host.port != 0)
			buf_fmt(&h, ":%d", r->host.port);
	}
	buf_str(&h, "; ");
	vecs[0] = (struct span){ h.at, h.len };
	vecs[1] = (struct span){ file->policy, strlen(file->policy) };
	vecs[2] = (struct span){ tail, sizeof tail - 1 };
	vecs[3] = (struct span){ common, sizeof common - 1 };
	vecs[4] = (struct span){ file->bytes, file->len };
	send_and_close(s, vecs, r->flags & HTTP_HEAD || r->status == 304 ? 4 : 5);
}

/* Sends the server's handshake (RFC 6455 section 4.2.2) and starts the WebSocket. */
static void reply_upgrade(struct slot *s, const struct http_request *r)
{
	char head[220];
	struct buf h;
	struct span vec;

	buf_init(&h, head, sizeof head);
	buf_str(&h, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
	buf_str(&h, "Sec-WebSocket-Accept: ");
	base64_put(&h, r->accept, SHA1_BYTES);
	if (r->flags & (HTTP_TEXT | HTTP_BINARY))
		buf_fmt(&h, "\r\nSec-WebSocket-Protocol: %s.ircv3.net", r->flags & HTTP_TEXT ? "text" : "binary");
	buf_str(&h, "\r\n\r\n");
	vec = (struct span){ h.at, h.len };
	if (!silence(s))
		return;
	if (send_all(s, &vec, 1)) {
		connection_speaks(s, r->flags & HTTP_BINARY ? &protocol_websocket_binary : &protocol_websocket);
		return;
	}
	chat_lock();
	flush_break(s->index, "HTTP");
	chat_unlock();
}

void http_reply(struct slot *s, const struct http_request *r)
{
	if (r->status == 101)
		reply_upgrade(s, r);
	else if (r->status == 304 || (r->status == 200 && r->file != HTTP_NO_FILE && r->flags & HTTP_GZIP))
		reply_file(s, r);
	else
		reply_words(s, r);
}

void http_closing(int slot, const char *reason)
{
	struct event e;

	if (!slots[slot].evicted && !slots_stopping())
		return;
	web_refusal_put(event_begin(&e), reason);
	event_to(&e, slot);
	event_end(&e);
}
