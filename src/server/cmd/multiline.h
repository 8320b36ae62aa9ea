/* multiline.h: messages of several lines, on their way in (IRCv3 draft/multiline). Under the chat lock. */
#ifndef SERVER_CMD_MULTILINE_H
#define SERVER_CMD_MULTILINE_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/lines.h"
#include "chat/msg.h"
#include "irc/parse.h"
#include "server/cmd/audience.h"
#include "server/conn/slot.h"

/* The longest reference that the opening BATCH may have. */
#define MULTILINE_REF_MAX 32

/* A message that one client is sending. Its lines stand in the message pool: the first byte of each says whether it
 * goes on with the line before ('+') or begins a new one (' '). */
struct multiline {
	int16_t owner; /* a slot's number + 1; 0: free */
	uint8_t lines;
	bool notice;     /* NOTICE, not PRIVMSG: so the first line was */
	bool only_blank; /* no line has said anything yet */
	uint16_t bytes;  /* of the whole message, line feeds in between included */
	uint64_t opened_ms;
	msg_ref line[MULTILINE_LINES];
	char ref[MULTILINE_REF_MAX + 1];
	char target[TARGET_BYTES];  /* as the client has it ... */
	char goes_to[TARGET_BYTES]; /* ... and who that is by now: a channel or nick may get another name meanwhile */
	bool member;                /* its sender was in the channel when it began */
	char tags[MULTILINE_TAGS_MAX + 1];
};
extern struct multiline multilines[MULTILINES];

/* True when a command says that it is part of a batch: it has been taken, or refused, and is not to be run. */
bool multiline_takes(struct slot *s, const struct irc_msg *m);

/* Gives up batches that have been open for MULTILINE_MS. */
void multiline_tick(uint64_t now);

/* True when one is coming in. */
bool multiline_any(void);

/* The client is gone. */
void multiline_forget(int slot);

/* A channel or a user has another name: what is on its way there goes on. */
void multiline_renamed(const char *old, const char *new);

/* A line of the client could not be used, be it too long or not UTF-8, or its capabilities are about to go: a message
 * that it is sending would have a hole, and is refused instead. */
void multiline_break(struct slot *s, const char *why);

/* Says a message that has come to those it is for; or tells its sender why not (multiline_tell.c). Its place may be
 * free afterwards. */
void multiline_tell(struct slot *s, struct multiline *m);

/* The one that a client is sending, or NULL. */
struct multiline *multiline_held_by(int slot);

/* A free place, be it that of somebody who is slow; NULL when there is none. */
struct multiline *multiline_find_place(void);

/* What comes of a message is the answer to the command that opened it. The label stays valid as long as nobody else can
 * take the place: to the end of the command. */
void multiline_answer(struct answer *a, const struct multiline *b);

/* Refuses a batch: what has come of it is gone, and the rest is passed over. */
void multiline_refuse(struct slot *s, const char *ref, const char *code, const char *context, const char *why);

/* True when the client has what draft/multiline needs. */
bool multiline_knows(int slot);

#endif
