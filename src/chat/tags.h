/* tags.h: what stands in front of a line for those who want it (IRCv3 message-tags). Under the chat lock. */
#ifndef CHAT_TAGS_H
#define CHAT_TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "irc/format.h"
#include "irc/msgid.h"

/* The most that the server's own tags take: time, msgid and bot, with the '@', the ';' and the space. */
#define TAGS_OWN_BYTES (sizeof "@time=;msgid=;bot; " - 1 + FORMAT_TIME_BYTES + MSGID_BYTES)

/* What an event's tags are made of. */
struct tags {
	uint64_t wall_ms; /* when it is, milliseconds since 1970 UTC; not told when that cannot be right (clock_sane) */
	uint32_t number;  /* its own (irc/msgid.h); 0: it has none */
	bool unmarked;    /* its number is not told */
	bool bot;         /* its source says that it is a bot (IRCv3 bot-mode) */
	const char *of_client; /* the tags that its client sent, of which those for clients go along; NULL: none */
};

/* Whether a reader with those wants (chat/msg.h) gets any of the server's own. */
bool tags_any(const struct tags *t, unsigned wants);

/* The most bytes that all of them take, with '@' and the space behind them. */
size_t tags_most(const struct tags *t);

/* Writes the tags that a reader with those wants gets to the message that is being written, `before` in front of the
 * first one and no space behind the last; returns how many bytes they are. Those of `time` alone, which is the first,
 * are told by *time. */
size_t tags_write(const struct tags *t, unsigned wants, const char *before, size_t *time);

#endif
