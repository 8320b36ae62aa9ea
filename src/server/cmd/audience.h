/* audience.h: who hears what somebody says. Under the chat lock. */
#ifndef SERVER_CMD_AUDIENCE_H
#define SERVER_CMD_AUDIENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "irc/parse.h"
#include "server/conn/slot.h"

/* Bytes for a target that was typed: a channel's name behind the signs of a STATUSMSG, one more than it may have. */
#define TARGET_BYTES (2 + CHANNEL_MAX + 2)

/* Something that is said. NOTICE is never answered, not even with an error (Modern IRC, "NOTICE message"). */
struct talk {
	const char *command;
	const char *text; /* for a channel that looks at it; NULL: tags alone */
	const char *tags; /* as the client sent them, or NULL */
	bool quiet;
};

/* Who it is for. Slot and channel are numbers, so they stay good while the lock is held. */
struct audience {
	int channel, user;        /* one of them is -1 */
	char status[2];           /* "@" or "+" when it is not for the whole channel (STATUSMSG), else "" */
	uint32_t set[SLOT_WORDS]; /* they, and the speaker who wants the echo; without who cannot hear it */
};

/* Finds those whom a target means and who may be told; waits until they have room, and the pool `blocks` more than for
 * one line. False: nobody, after the speaker was told why, or the speaker is being closed. */
bool audience_find_audience(struct slot *s, const struct talk *t, const char *target, int blocks, struct audience *a);

/* The audience's name as a line has it: the channel's or the user's own spelling. */
const char *audience_target(const struct audience *a);

/* The bytes of text that a line `:source COMMAND target :text` of that user has room for; and how much of a text is
 * said in it, which ends where a character does. */
size_t audience_most(int slot, const char *command, const char *target);
size_t audience_kept(int slot, const char *command, const char *target, const char *text);

/* What else a message brings about: the answer that somebody is away. */
void audience_answer(struct slot *s, const struct talk *t, const struct audience *a);

/* The tags of a line that go along: those of a client that knows what tags are. NULL: none. */
const char *audience_tags(const struct slot *s, const struct irc_msg *m);

#endif
