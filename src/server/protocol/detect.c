/* detect.c: what the first bytes of a connection tell. Pure: no lock, no memory of its own. */
#include "server/protocol/protocol.h"

#include <string.h>

#include "base/check.h"
#include "irc/plain.h"
#include "limits.h"

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

enum sniffed sniff(const char *bytes, size_t n)
{
	char word[32]; /* longer than any command, with what follows it */
	size_t end = 0;

	if (n == 0)
		return SNIFF_MORE;
	if (bytes[0] == 0x16) /* a TLS record that holds a handshake, version 3.x (RFC 8446 section 5.1) */
		return n < 2 ? SNIFF_MORE : bytes[1] == 3 ? SNIFF_TLS : SNIFF_PLAIN;
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		bool full;
		if (!begins(bytes, n, verbs[i], &full))
			continue;
		return full ? SNIFF_HTTP : SNIFF_MORE;
	}
	while (end < n && bytes[end] != '\r' && bytes[end] != '\n')
		end++;
	if (end == n && n < LINE_MAX_BYTES - 1 && bytes[0] != '@')
		return SNIFF_MORE;
	if (end > sizeof word - 1)
		end = sizeof word - 1;
	memcpy(word, bytes, end);
	word[end] = '\0';
	return plain_is_irc(word) ? SNIFF_IRC : SNIFF_PLAIN;
}
