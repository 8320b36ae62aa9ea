/* tags.h: the tags of a line, for readers that want them (IRCv3 message-tags). Under the chat lock. */
#ifndef CHAT_TAGS_H
#define CHAT_TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "irc/format.h"
#include "irc/msgid.h"
#include "limits.h"

/* The longest text of the server's own tags, bytes: time, msgid, bot and account, with '@', ';' and the space. */
#define TAGS_OWN_BYTES (sizeof "@time=;msgid=;bot;account=; " - 1 + FORMAT_TIME_BYTES + MSGID_BYTES + NICK_MAX)

/* The values of an event's tags. */
struct tags {
	uint64_t wall_ms; /* time, milliseconds since 1970 UTC; not sent when it cannot be right (clock_sane) */
	uint32_t number;  /* the event's number (irc/msgid.h); 0: none */
	bool unmarked;    /* msgid is not sent */
	const char *account; /* of the source (IRCv3 account-tag); NULL: none */
	bool bot;         /* the source is a bot (IRCv3 bot-mode) */
	const char *of_client; /* the tags of the client's line; its client-only tags are passed on. NULL: none */
};

/* True when a reader with those wants (chat/msg.h) gets any of the server's own tags. */
bool tags_any(const struct tags *t, unsigned wants);

/* The most bytes that all tags take, with '@' and the space behind them. */
size_t tags_most(const struct tags *t);

/* Appends the tags for a reader with those wants to the message that is being written: `before` in front of the first
 * tag (NUL: nothing), no space behind the last. Returns their bytes. *time: the bytes of `time`, the first tag. */
size_t tags_write(const struct tags *t, unsigned wants, char before, size_t *time);

#endif
