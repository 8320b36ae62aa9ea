/* detect.c: a connection of which it is not known yet what it speaks. Its first bytes tell. Stateless. */
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
#include "server/protocol/protocol.h"
#include "server/protocol/tls_alert.h"

/* HTTP's verbs (RFC 9110 section 9, RFC 5789, RFC 4918). */
static const char *const verbs[] = {
	"GET ",   "HEAD ",    "POST ",     "PUT ",  "DELETE ", "OPTIONS ", "PATCH ",
	"TRACE ", "CONNECT ", "PROPFIND ", "COPY ", "MOVE ",   "MKCOL ",   "LOCK ",
};

/* True when what has come is the beginning of `whole`, or begins with it: then *full. */
static bool begins(const char *bytes, size_t n, const char *whole, bool *full)
{
	size_t len = strlen(whole);

	*full = n >= len;
	return memcmp(bytes, whole, *full ? len : n) == 0;
}

enum detected detect(const char *bytes, size_t n)
{
	char word[32]; /* longer than any command, with what follows it */
	size_t end = 0;

	if (n == 0)
		return DETECT_MORE;
	if (bytes[0] == 0x16) /* a TLS record that holds a handshake, version 3.x (RFC 8446 section 5.1) */
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

	if (n == 0 && pressed_enter) { /* a person, it seems; what comes next decides */
		command_begin(s);
		s->hinted = true;
		protocol_hint(s->index);
		command_end(s);
	}
	switch (detect(bytes, n)) {
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

const struct protocol protocol_detect = {
	.name = "nothing yet",
	.kind = OUTQ_IRC,
	.may_idle = true,
	.detect = detect_protocol,
	.leave = leave_chat,
	.closing = reply_closing,
};
