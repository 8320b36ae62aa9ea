/* http.c: parses HTTP requests, for the page or a WebSocket, line by line.
 *
 * The only state is struct http_request. In the slot it shares its memory with
 * the reason for closing, so it is used under the chat lock, and only while the
 * slot is open. Header lines may have any length: lines longer than IRC's limit
 * are skipped, because no header that matters is so long.
 *
 * http_reply.c answers GET and HEAD. Any other method is refused, and its body
 * is never run: a malicious web page may make a browser POST IRC commands.
 * Source: RFC 9110, RFC 9112, RFC 6455 section 4.2.
 */
#include "server/protocol/http.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/check.h"
#include "chat/lock.h"
#include "limits.h"
#include "server/cmd/command.h"
#include "server/cmd/leave.h"
#include "server/conn/slot.h"
#include "server/protocol/protocol.h"
#include "server/protocol/web_host.h"
#include "server/protocol/web_page.h"

static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; /* RFC 6455 section 1.3 */
#define KEY_BYTES 24                                               /* 16 random bytes as base64 */

/* ---- values ---- */

/* The next element of a comma-separated list, without surrounding white space; NULL: there is none. Ends it with a NUL,
 * and moves *list past it. */
static char *next_element(char **list)
{
	while (**list != '\0') {
		char *start = *list + strspn(*list, " \t"), *end = start + strcspn(start, ",");
		*list = end + (*end == ',');
		while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
			end--;
		*end = '\0';
		if (*start != '\0')
			return start;
	}
	return NULL;
}

static bool has_element(char *list, const char *wanted)
{
	for (char *element; (element = next_element(&list)) != NULL;)
		if (strcasecmp(element, wanted) == 0)
			return true;
	return false;
}

/* Whether Accept-Encoding allows gzip (RFC 9110 section 12.5.3): it is listed, and its weight is not 0. */
static bool takes_gzip(char *list)
{
	for (char *element; (element = next_element(&list)) != NULL;) {
		const char *weight;
		size_t n = strcspn(element, "; \t");
		if (n != 4 || strncasecmp(element, "gzip", 4) != 0)
			continue;
		weight = strchr(element, '=');
		return weight == NULL || weight[1 + strspn(weight + 1, "0.")] != '\0';
	}
	return false;
}

/* A digest of a host and port, for comparison. */
static void origin_digest(const struct web_host *h, unsigned char digest[SHA1_BYTES])
{
	char text[WEB_HOST_MAX + 8];
	struct buf b;

	buf_init(&b, text, sizeof text);
	buf_fmt(&b, "%s %d", h->name, h->port);
	sha1(b.at, b.len, digest);
}

/* ---- headers: these functions return 0, or the status of the reply ---- */

static int take_host(struct http_request *r, char *value)
{
	if (r->flags & HTTP_HOST)
		return 400;
	r->flags |= HTTP_HOST;
	r->host = web_host_read(value);
	return r->host.name[0] != '\0' ? 0 : 400;
}

static int take_origin(struct http_request *r, char *value)
{
	struct web_host from = web_host_of_origin(value);

	if (r->flags & HTTP_ORIGIN)
		return 400;
	r->flags |= HTTP_ORIGIN;
	if (web_host_is_configured(&from))
		r->flags |= HTTP_ALLOWED;
	origin_digest(&from, r->origin);
	return 0;
}

static int take_key(struct http_request *r, char *value)
{
	char text[KEY_BYTES + sizeof guid];

	if (r->flags & HTTP_KEY || strlen(value) != KEY_BYTES || strcmp(value + KEY_BYTES - 2, "==") != 0)
		return 400;
	r->flags |= HTTP_KEY;
	memcpy(text, value, KEY_BYTES);
	memcpy(text + KEY_BYTES, guid, sizeof guid);
	sha1(text, KEY_BYTES + sizeof guid - 1, r->accept);
	return 0;
}

static int take_protocols(struct http_request *r, char *list)
{
	for (char *element; (element = next_element(&list)) != NULL;) {
		if (r->flags & (HTTP_TEXT | HTTP_BINARY))
			break;
		if (strcmp(element, "text.ircv3.net") == 0)
			r->flags |= HTTP_TEXT;
		else if (strcmp(element, "binary.ircv3.net") == 0)
			r->flags |= HTTP_BINARY;
	}
	return 0;
}

static int take_upgrade(struct http_request *r, char *value)
{
	if (has_element(value, "websocket"))
		r->flags |= HTTP_UPGRADE;
	return 0;
}

static int take_connection(struct http_request *r, char *value)
{
	if (has_element(value, "upgrade"))
		r->flags |= HTTP_CONNECTION;
	return 0;
}

static int take_version(struct http_request *r, char *value)
{
	if (strcmp(value, "13") == 0)
		r->flags |= HTTP_VERSION;
	return 0;
}

static int take_encoding(struct http_request *r, char *value)
{
	if (takes_gzip(value))
		r->flags |= HTTP_GZIP;
	return 0;
}

static int take_etag(struct http_request *r, char *value)
{
	if (r->file != HTTP_NO_FILE && strstr(value, web_files[r->file].etag) != NULL)
		r->flags |= HTTP_SAME;
	return 0;
}

static const struct {
	const char *name;
	int (*take)(struct http_request *r, char *value);
} headers[] = {
	{ "Host", take_host },
	{ "Origin", take_origin },
	{ "Upgrade", take_upgrade },
	{ "Connection", take_connection },
	{ "Accept-Encoding", take_encoding },
	{ "If-None-Match", take_etag },
	{ "Sec-WebSocket-Key", take_key },
	{ "Sec-WebSocket-Version", take_version },
	{ "Sec-WebSocket-Protocol", take_protocols },
};

static int take_header(struct http_request *r, char *line)
{
	char *colon = strchr(line, ':'), *value, *end;

	if (colon == NULL || colon == line || colon[-1] == ' ' || colon[-1] == '\t' || *line == ' ' || *line == '\t')
		return 400; /* RFC 9112 sections 5.1 and 5.2: white space before the colon, or a folded line */
	*colon = '\0';
	value = colon + 1 + strspn(colon + 1, " \t");
	for (end = value + strlen(value); end > value && (end[-1] == ' ' || end[-1] == '\t');)
		*--end = '\0';
	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		if (strcasecmp(headers[i].name, line) == 0)
			return headers[i].take(r, value);
	return 0;
}

/* ---- the request ---- */

/* `GET /path?query HTTP/1.1`, or with `http://host` before the path (RFC 9112 sections 3 and 3.2). */
static int take_request_line(struct http_request *r, char *line)
{
	char *path = strchr(line, ' '), *version = path != NULL ? strchr(path + 1, ' ') : NULL;

	r->flags |= HTTP_BEGUN;
	if (path == NULL || version == NULL || strncmp(version + 1, "HTTP/", 5) != 0)
		return 400;
	*path++ = *version++ = '\0';
	if (strncmp(version, "HTTP/1.", 7) != 0)
		return 505;
	if (strcmp(line, "GET") != 0 && strcmp(line, "HEAD") != 0)
		return 405;
	r->flags |= (line[0] == 'H' ? HTTP_HEAD : 0) | (strcmp(version, "HTTP/1.0") == 0 ? HTTP_OLD : 0);
	if (strncasecmp(path, "http://", 7) == 0)
		path += 7 + strcspn(path + 7, "/?");
	path[strcspn(path, "?")] = '\0';
	if (*path == '\0')
		path = "/";
	r->file = 0;
	while (web_files[r->file].path != NULL && strcmp(web_files[r->file].path, path) != 0)
		r->file++;
	if (web_files[r->file].path == NULL)
		r->file = HTTP_NO_FILE;
	return *path == '\0' || strcmp(path, "/") == 0 || r->file != HTTP_NO_FILE ? 0 : 404;
}

/* The status of the reply to a WebSocket handshake, once all headers are read (RFC 6455 section 4.2.1). */
static int judge_upgrade(const struct http_request *r)
{
	unsigned char host[SHA1_BYTES];

	if (r->flags & (HTTP_OLD | HTTP_HEAD) || !(r->flags & HTTP_CONNECTION))
		return 400;
	if (!(r->flags & HTTP_VERSION))
		return 426;
	if (!(r->flags & HTTP_KEY))
		return 400;
	origin_digest(&r->host, host);
	if (r->flags & HTTP_ORIGIN && !(r->flags & HTTP_ALLOWED) && memcmp(host, r->origin, SHA1_BYTES) != 0)
		return 403;
	return 101;
}

static int judge(const struct http_request *r)
{
	if (!(r->flags & HTTP_HOST))
		return r->flags & HTTP_OLD && !(r->flags & HTTP_UPGRADE) ? 200 : 400; /* RFC 9112 section 3.2 */
	if (!web_host_is_known(&r->host))
		return 421;
	if (r->flags & HTTP_UPGRADE)
		return judge_upgrade(r);
	return r->flags & HTTP_SAME && r->flags & HTTP_GZIP ? 304 : 200;
}

static void take_line(struct http_request *r, char *line)
{
	if (!(r->flags & HTTP_BEGUN))
		r->status = (uint16_t)take_request_line(r, line);
	else if (*line == '\0')
		r->status = (uint16_t)judge(r);
	else if (++r->lines > HTTP_HEADERS)
		r->status = 431;
	else
		r->status = (uint16_t)take_header(r, line);
}

/* ---- the protocol ---- */

static void http_begin(struct slot *s)
{
	if (s->state == SLOT_OPEN) /* else there is the reason for closing */
		s->http = (struct http_request){ .file = HTTP_NO_FILE };
	s->hinted = true; /* an HTTP client needs no hint what to type */
}

/* Removes each CR, so that lines end with LF only. Otherwise, when a read ends after CR, the LF would be an empty line.
 * Also limits the size of the request. */
static size_t http_take(struct slot *s, char *at, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (at[i] != '\r')
			at[kept++] = at[i];
	chat_lock();
	if (s->state == SLOT_OPEN && s->http.status == 0) {
		s->http.bytes = (uint16_t)(s->http.bytes + n);
		if (s->http.bytes > HTTP_HEAD_BYTES)
			s->http.status = s->http.flags & HTTP_BEGUN ? 431 : 414;
	}
	chat_unlock();
	return kept;
}

static void http_line(struct slot *s, char *line)
{
	chat_lock();
	if (s->state == SLOT_OPEN && s->http.status == 0)
		take_line(&s->http, line);
	chat_unlock();
}

/* Sets the status if the bad line is the request line. A bad header line is ignored, because none of the headers that
 * matter can be so long or contain such bytes. */
static void refuse_line(struct slot *s, uint16_t status)
{
	command_begin(s);
	if (s->state == SLOT_OPEN && s->http.status == 0 && !(s->http.flags & HTTP_BEGUN))
		s->http.status = status;
	command_end(s);
}

static void http_bad_line(struct slot *s, char *line, const char *why)
{
	(void)line, (void)why;
	refuse_line(s, 400);
}

static void http_long_line(struct slot *s)
{
	refuse_line(s, 414);
}

static void http_ran(struct slot *s)
{
	struct http_request r = { .status = 0 };

	chat_lock();
	if (s->state == SLOT_OPEN)
		r = s->http;
	chat_unlock();
	if (r.status != 0)
		http_reply(s, &r);
}

const struct protocol protocol_http = {
	.name = "HTTP",
	.kind = OUTQ_IRC,
	.empty_lines = true,
	.begin = http_begin,
	.take = http_take,
	.line = http_line,
	.bad_line = http_bad_line,
	.long_line = http_long_line,
	.ran = http_ran,
	.leave = leave_chat,
	.closing = http_closing,
};
