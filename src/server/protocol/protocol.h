/* protocol.h: what a connection's lines mean: the seam over the transport.
 *
 * IRC is one, plain lines another; WebSocket frames that carry IRC can be a
 * third. What goes out is rendered by chat/event.c for each kind of reader.
 */
#ifndef SERVER_PROTOCOL_PROTOCOL_H
#define SERVER_PROTOCOL_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>

#include "chat/outq.h"

struct slot;

struct protocol {
	const char *name; /* as WHOIS and the log say it */
	enum outq_kind kind;
	uint32_t tags_max; /* bytes of tags in front of a line; 0: there is no such thing */
	bool empty_lines;  /* an empty line means something */
	bool may_idle;     /* cannot answer PING: the transport probes instead */
	/* One line has come: NUL-terminated, without its end, no NUL in it, valid UTF-8. Not under the chat lock. */
	void (*line)(struct slot *s, char *line);
	/* One line has come that cannot be used: it may hold anything, and is taken apart. Under the chat lock. */
	void (*bad_line)(struct slot *s, char *line, const char *why);
	void (*long_line)(struct slot *s);
};

extern const struct protocol protocol_irc, protocol_plain;

/* Tells somebody who has said nothing yet what to do. In plain words: every program speaks first, so it is a person who
 * waits, and one who cannot read IRC. Under the chat lock. */
void protocol_hint(int slot);

/* What the first bytes of a connection tell (design: one port for all). */
enum sniffed {
	SNIFF_MORE, /* not enough of them */
	SNIFF_IRC,
	SNIFF_PLAIN,
	SNIFF_HTTP,       /* GET or HEAD */
	SNIFF_HTTP_OTHER, /* another verb: a page that tries to talk through somebody's browser, or a mistake */
	SNIFF_TLS,
};

/* Pure. bytes[0 .. n) is all that has come. */
enum sniffed sniff(const char *bytes, size_t n);

#endif
