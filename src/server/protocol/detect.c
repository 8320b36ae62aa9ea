/* detect.c: detects a connection's protocol from its first bytes. Stateless. */
#include "server/protocol/detect.h"

#include <string.h>

#include "base/check.h"
#include "irc/plain.h"
#include "limits.h"
#include "server/cmd/command.h"
#include "server/cmd/leave.h"
#include "server/cmd/reply.h"
#include "server/conn/connection.h"
#include "server/conn/slot.h"
#include "server/protocol/http.h"
#include "server/protocol/protocol.h"
#include "server/protocol/tls_alert.h"

/* HTTP methods (RFC 9110 section 9, RFC 5789, RFC 4918). */
static const char *const verbs[] = {
	"GET ",   "HEAD ",    "POST ",     "PUT ",  "DELETE ", "OPTIONS ", "PATCH ",
	"TRACE ", "CONNECT ", "PROPFIND ", "COPY ", "MOVE ",   "MKCOL ",   "LOCK ",
};

/* Whether bytes[0 .. n) starts with `whole` (*full is true), or may still become that (*full is false). */
static bool begins(const char *bytes, size_t n, const char *whole, bool *full)
{
	size_t len = strlen(whole);

	*full = n >= len;
	return memcmp(bytes, whole, *full ? len : n) == 0;
}

enum detected detect_bytes(const char *bytes, size_t n)
{
	char word[32]; /* room for any command and the character after it */
	size_t end = 0;

	if (n == 0)
		return DETECT_MORE;
	if (bytes[0] == 0x16) /* a TLS handshake record, version 3.x (RFC 8446 section 5.1) */
		return n < 2 ? DETECT_MORE : bytes[1] == 3 ? DETECT_TLS : DETECT_PLAIN;
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		bool full;
		if (!begins(bytes, n, verbs[i], &full))
			continue;
		return full ? DETECT_HTTP : DETECT_MORE;
	}
	while (end < n && bytes[end] != '\r' && bytes[end] != '\n')
		end++;
	if (end == n && n < LINE_MAX_BYTES - 1 && bytes[0] != '@')
		return DETECT_MORE;
	if (end > sizeof word - 1)
		end = sizeof word - 1;
	memcpy(word, bytes, end);
	word[end] = '\0';
	return plain_is_irc(word) ? DETECT_IRC : DETECT_PLAIN;
}

static bool detect_protocol(struct slot *s)
{
	const char *bytes;
	bool pressed_enter = line_drop_blank(&s->in);
	size_t n = line_pending(&s->in, &bytes);

	if (n == 0 && pressed_enter) { /* an empty line is probably from a user, not a program: show the hint */
		command_begin(s);
		s->hinted = true;
		s->web = false;
		protocol_hint(s->index);
		command_end(s);
	}
	switch (detect_bytes(bytes, n)) {
	case DETECT_MORE:
		return false;
	case DETECT_TLS:
		tls_alert(s);
		return false;
	case DETECT_HTTP:
		connection_speaks(s, &protocol_http);
		break;
	case DETECT_IRC:
		connection_speaks(s, &protocol_irc);
		break;
	case DETECT_PLAIN:
		connection_speaks(s, &protocol_plain);
		break;
	}
	return true;
}

static void detect_closing(int slot, const char *reason)
{
	if (slots[slot].web)
		http_closing(slot, reason);
	else
		reply_closing(slot, reason);
}

const struct protocol protocol_detect = {
	.name = "nothing yet",
	.kind = OUTQ_IRC,
	.may_idle = true,
	.detect = detect_protocol,
	.leave = leave_chat,
	.closing = detect_closing,
};
