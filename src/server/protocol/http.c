/* http.c: what the chat's port answers to HTTP: what it is, and how to join.
 *
 * GET and HEAD get a page of a few lines, once the request has named the host
 * that was asked for: that address leads here. Any other verb may be a web page
 * that has somebody's browser send IRC commands in a form: it gets one line,
 * and not a byte of it is run. Stateless.
 */
#include "server/protocol/http.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/span.h"
#include "chat/lock.h"
#include "server/config/join.h"
#include "server/config/settings.h"
#include "server/conn/slot.h"

#define HOST_NAME_MAX_BYTES 63 /* of a Host that is told back; what is longer is no name of a LAN */
#define PORT_OF_HTTP 80

static const char refusal[] = "ERROR :This is a chat server, not a web server\r\n";

/* What a request asks for. */
struct host {
	char name[HOST_NAME_MAX_BYTES + 1]; /* "": it does not say, or nothing that one could type */
	int port;
};

/* The length of the line at `bytes`, its end included, or 0 when that has yet to come. */
static size_t line_length(const char *bytes, size_t n)
{
	const char *end = memchr(bytes, '\n', n);

	return end != NULL ? (size_t)(end - bytes) + 1 : 0;
}

/* The request's header `Host` (RFC 9112 section 3.2): its value, or NULL. *whole: nothing more is to be waited for. */
static const char *find_host(const char *bytes, size_t n, size_t *len, bool *whole)
{
	static const char header[] = "host:";

	*whole = n >= LINE_MAX_BYTES - 2; /* there is no room for more */
	for (size_t line, at = 0; (line = line_length(bytes + at, n - at)) > 0; at += line) {
		const char *start = bytes + at, *end = start + line - 1;
		if (end > start && end[-1] == '\r')
			end--;
		if (end == start) { /* the end of the headers */
			*whole = true;
			return NULL;
		}
		if ((size_t)(end - start) < sizeof header - 1 || strncasecmp(start, header, sizeof header - 1) != 0)
			continue;
		start += sizeof header - 1;
		while (start < end && (*start == ' ' || *start == '\t'))
			start++;
		while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
			end--;
		*len = (size_t)(end - start);
		*whole = true;
		return start;
	}
	return NULL;
}

static bool is_of_host(char c, bool v6)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= (v6 ? 'f' : 'z')) || c == '.' ||
	       c == (v6 ? ':' : '-');
}

/* `NAME`, `NAME:PORT`, `[ADDRESS]` or `[ADDRESS]:PORT`; what is anything else is left out. */
static struct host read_host(const char *text, size_t len)
{
	struct host h = { .port = PORT_OF_HTTP };
	bool v6 = len > 0 && text[0] == '[';
	size_t at = v6, name = 0;

	while (at < len && name < HOST_NAME_MAX_BYTES && is_of_host(text[at], v6))
		h.name[name++] = text[at++];
	if (v6 && at < len && text[at] == ']')
		at++;
	else if (v6)
		name = 0;
	if (at < len && text[at] == ':' && at + 1 < len) {
		h.port = 0;
		for (at++; at < len && text[at] >= '0' && text[at] <= '9' && h.port <= 65535; at++)
			h.port = h.port * 10 + (text[at] - '0');
	}
	if (at < len || h.port < 1 || h.port > 65535 || h.name[0] == '-')
		name = 0;
	h.name[name] = '\0';
	return h;
}

static void write_page(struct buf *b, const struct host *host)
{
	buf_fmt(b, "This port is a chat server, linnetd " VERSION ": %s\n", settings.name);
	if (host->name[0] == '\0') {
		buf_str(b, "Join with any IRC client, with the little client linnet, or with nc.\n");
		return;
	}
	buf_str(b, "Join it (with nc, then type your name):\n");
	join_put(b, host->name, host->port);
}

/* Sends what there is, and ends the connection. It is fresh, so this fits. Nothing but the hint can have been queued
 * for it, long before. */
static void say_and_close(struct slot *s, const struct span *spans, int n)
{
	(void)s->transport->send(s->index, s->conn, spans, n);
	chat_lock();
	s->silent = true;
	slot_close(s->index, "HTTP");
	chat_unlock();
}

void http_refuse(struct slot *s)
{
	say_and_close(s, &(struct span){ refusal, sizeof refusal - 1 }, 1);
}

void http_answer(struct slot *s, const char *bytes, size_t n)
{
	char head[140], page[JOIN_LINE(HOST_NAME_MAX_BYTES) + SERVER_NAME_MAX + 100];
	struct host host = { .name = "" };
	struct span spans[2];
	struct buf h, p;
	size_t len;
	bool whole;
	const char *text = find_host(bytes, n, &len, &whole);

	if (!whole) {
		chat_lock();
		s->hinted = true; /* it is no person who does not know what to type */
		chat_unlock();
		return;
	}
	if (text != NULL)
		host = read_host(text, len);
	buf_init(&h, head, sizeof head);
	buf_init(&p, page, sizeof page);
	write_page(&p, &host);
	buf_fmt(&h,
	        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %zu\r\n"
	        "Connection: close\r\n\r\n",
	        p.len);
	spans[0] = (struct span){ h.at, h.len };
	spans[1] = (struct span){ p.at, p.len };
	say_and_close(s, spans, bytes[0] == 'G' ? 2 : 1);
}
