/* protocol.h: what a connection's bytes and lines mean: the seam over the transport.
 *
 * IRC is one, plain lines another; HTTP is one that may become WebSocket, IRC
 * in frames. What goes out is rendered by chat/event.c for each kind of reader.
 */
#ifndef SERVER_PROTOCOL_PROTOCOL_H
#define SERVER_PROTOCOL_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat/outq.h"

struct slot;

struct protocol {
	const char *name; /* as WHOIS and the log say it */
	enum outq_kind kind;
	uint32_t tags_max; /* bytes of tags in front of a line; 0: there is no such thing */
	bool empty_lines;  /* an empty line means something */
	bool may_idle;     /* cannot answer PING: the transport probes instead */
	/* Bytes have come: finds out what they are, and calls connection_speaks. False: not yet, or the connection is
	 * being closed. Not under the chat lock. NULL: it is this protocol. */
	bool (*detect)(struct slot *s);
	/* It begins. Under the chat lock. NULL: there is nothing to do. */
	void (*begin)(struct slot *s);
	/* at[0 .. n) have come: makes them lines in place, and returns how many bytes that takes; at[n] is free, too.
	 * Not under the chat lock. NULL: they are lines. */
	size_t (*take)(struct slot *s, char *at, size_t n);
	/* One line has come: NUL-terminated, without its end, no NUL in it, valid UTF-8. Not under the chat lock. */
	void (*line)(struct slot *s, char *line);
	/* One line has come that cannot be used: it may hold anything, and is taken apart; or one that is too long. Not
	 * under the chat lock. */
	void (*bad_line)(struct slot *s, char *line, const char *why);
	void (*long_line)(struct slot *s);
	/* The lines that have come have been run. Not under the chat lock. NULL: as above. */
	void (*ran)(struct slot *s);
	/* What its user may do may have changed, by a KICK or a MODE, or by time: tells them. For every slot that is
	 * open, at any time. Under the chat lock. NULL: they are told by the lines of IRC. */
	void (*changed)(struct slot *s);
	/* It is being closed: takes the user out of the chat, and tells the others. Under the chat lock, which it may
	 * let go of. */
	void (*leave)(struct slot *s);
	/* Its last word: says why it is closed. Under the chat lock. */
	void (*closing)(int slot, const char *reason);
	/* Its last words have been queued: queues what ends them. Under the chat lock. NULL: as above. */
	void (*goodbye)(struct slot *s);
};

/* What a connection has until its first bytes have told. */
extern const struct protocol protocol_detect;

extern const struct protocol protocol_irc, protocol_plain, protocol_http, protocol_websocket;
extern const struct protocol protocol_websocket_binary;

/* Tells somebody who has said nothing yet what to do. In plain words: every program speaks first, so it is a person who
 * waits, and one who cannot read IRC. Under the chat lock. */
void protocol_hint(int slot);

#endif
