/* protocol.h: the protocol of a connection, the layer above the transport.
 *
 * The protocols are IRC, plain lines, HTTP, and WebSocket (IRC in frames), which
 * starts as HTTP. Output is rendered by chat/event.c for each kind of client.
 */
#ifndef SERVER_PROTOCOL_PROTOCOL_H
#define SERVER_PROTOCOL_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat/outq.h"

struct slot;

struct protocol {
	const char *name; /* shown in WHOIS and the log */
	enum outq_kind kind;
	uint32_t tags_max; /* longest tags before a line, bytes; 0: lines have no tags */
	bool empty_lines;  /* empty lines are passed to `line` */
	bool may_idle;     /* clients cannot answer PING: TCP keep-alive is used instead */
	/* Called with the first bytes: detects the protocol and calls connection_speaks. False: not known yet, or the
	 * connection is being closed. Not under the chat lock. NULL: the protocol is known. */
	bool (*detect)(struct slot *s);
	/* Starts the protocol. Under the chat lock. NULL: nothing to do. */
	void (*begin)(struct slot *s);
	/* Decodes the received bytes at[0 .. n) to lines, in place; at[n] may be overwritten, too. Returns their
	 * length. Not under the chat lock. NULL: the bytes are lines already. */
	size_t (*take)(struct slot *s, char *at, size_t n);
	/* Handles a line: NUL-terminated, without its end, valid UTF-8 without NULs. Not under the chat lock. */
	void (*line)(struct slot *s, char *line);
	/* Handles an invalid line, which may contain any bytes and is changed; `why` is the reason in words. Not under
	 * the chat lock. */
	void (*bad_line)(struct slot *s, char *line, const char *why);
	/* Handles a line that was too long and has been discarded. Not under the chat lock. */
	void (*long_line)(struct slot *s);
	/* Called after all received lines have been handled. Not under the chat lock. NULL: nothing to do. */
	void (*ran)(struct slot *s);
	/* Tells the user about changes of what they may do, by a KICK, a MODE or time. Called for every open slot, at
	 * any time. Under the chat lock. NULL: IRC's own lines tell them. */
	void (*changed)(struct slot *s);
	/* The connection is being closed: removes the user from the chat and tells the others. Under the chat lock,
	 * which it may release meanwhile. */
	void (*leave)(struct slot *s);
	/* Queues the closing line with the reason. Under the chat lock. */
	void (*closing)(int slot, const char *reason);
	/* Queues data after the closing line. Under the chat lock. NULL: nothing to do. */
	void (*goodbye)(struct slot *s);
};

/* The protocol of a new connection, until its first bytes reveal the real one. */
extern const struct protocol protocol_detect;

extern const struct protocol protocol_irc, protocol_plain, protocol_http, protocol_websocket;
extern const struct protocol protocol_websocket_binary;

/* Tells a client that has sent nothing yet to type a name. In plain text: programs always send first, so this is a user
 * without an IRC client. Under the chat lock. */
void protocol_hint(int slot);

#endif
