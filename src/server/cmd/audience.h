/* audience.h: the recipients of a message. All functions run under the chat lock. */
#ifndef SERVER_CMD_AUDIENCE_H
#define SERVER_CMD_AUDIENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "irc/parse.h"
#include "server/conn/slot.h"

/* Bytes of a buffer for a target as typed: two STATUSMSG prefixes, a channel name and a NUL, and one byte more, so that
 * a name that is too long is noticed. */
#define TARGET_BYTES (2 + CHANNEL_MAX + 2)

/* A message to be sent. A NOTICE never gets a reply, not even an error (Modern IRC, "NOTICE message"). */
struct talk {
	const char *command;
	const char *text; /* checked against a channel's modes; NULL: tags alone (TAGMSG) */
	const char *tags; /* as the client sent them, or NULL: none */
	bool quiet;
};

/* The recipients of a message. Slot and channel numbers stay valid while the chat lock is held. */
struct audience {
	int channel, user;        /* one of them is -1 */
	char status[2];           /* "@" or "+" if it is not for the whole channel (STATUSMSG), else "" */
	uint32_t set[SLOT_WORDS]; /* the recipients, and the sender if it has echo-message */
};

/* Finds the recipients of a target (for tags alone: only those with message-tags). Waits until their queues have room
 * and the message pool has `blocks` blocks, 0 for a single line. False: no recipient, or no room, and the sender has
 * been sent the error (t->quiet: none about a missing recipient); or the sender is being closed. */
bool audience_find(struct slot *s, const struct talk *t, const char *target, int blocks, struct audience *a);

/* The target as lines name it, in the channel's or the user's own spelling; without a STATUSMSG prefix. */
const char *audience_target(const struct audience *a);

/* Bytes of text that fit in a line `:source COMMAND target :text` from that user. */
size_t audience_most(int slot, const char *command, const char *target);
/* Bytes of `text` that fit in such a line: all, or up to the end of a character. */
size_t audience_kept(int slot, const char *command, const char *target, const char *text);

/* Sends the sender of a private message RPL_AWAY (301) if its recipient is away. */
void audience_answer(struct slot *s, const struct talk *t, const struct audience *a);

/* The tags of a client's line that are relayed. NULL: it has none, or the client has not negotiated message-tags. */
const char *audience_tags(const struct slot *s, const struct irc_msg *m);

#endif
