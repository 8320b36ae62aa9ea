/* protocol.h: what a connection's bytes and lines mean: the seam over the transport.
 *
 * IRC is one, plain lines another; HTTP is one that may become WebSocket, IRC
 * in frames. What goes out is rendered by chat/event.c for each kind of reader.
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
	/* It begins. Under the chat lock. NULL: there is nothing to do. */
	void (*begin)(struct slot *s);
	/* at[0 .. n) have come: makes them lines in place, and returns how many bytes that takes; at[n] is free, too.
	 * Not under the chat lock. NULL: they are lines. */
	size_t (*take)(struct slot *s, char *at, size_t n);
	/* One line has come: NUL-terminated, without its end, no NUL in it, valid UTF-8. Not under the chat lock. */
	void (*line)(struct slot *s, char *line);
	/* One line has come that cannot be used: it may hold anything, and is taken apart. Under the chat lock. */
	void (*bad_line)(struct slot *s, char *line, const char *why);
	void (*long_line)(struct slot *s);
	/* The lines that have come have been run. Not under the chat lock. NULL: as above. */
	void (*ran)(struct slot *s);
	/* Its last words have been queued: queues what ends them. Under the chat lock. NULL: as above. */
	void (*goodbye)(struct slot *s);
};

extern const struct protocol protocol_irc, protocol_plain, protocol_http, protocol_websocket;
extern const struct protocol protocol_websocket_binary;

/* Tells somebody who has said nothing yet what to do. In plain words: every program speaks first, so it is a person who
 * waits, and one who cannot read IRC. Under the chat lock. */
void protocol_hint(int slot);

/* What the first bytes of a connection tell (design: one port for all). */
enum sniffed {
	SNIFF_MORE, /* not enough of them */
	SNIFF_IRC,
	SNIFF_PLAIN,
	SNIFF_HTTP,
	SNIFF_TLS,
};

/* Pure. bytes[0 .. n) is all that has come. */
enum sniffed sniff(const char *bytes, size_t n);

#endif
