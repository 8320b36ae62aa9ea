/* multiline.h: incoming messages of several lines (IRCv3 draft/multiline). All functions run under the chat lock. */
#ifndef SERVER_CMD_MULTILINE_H
#define SERVER_CMD_MULTILINE_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/lines.h"
#include "chat/msg.h"
#include "irc/parse.h"
#include "server/cmd/audience.h"
#include "server/conn/slot.h"

/* Bytes of the longest reference tag of an opening BATCH. */
#define MULTILINE_REF_MAX 32

/* A message that a client is sending, in an open batch. Its lines are held in the message pool. The first byte of each
 * is '+' if the line continues the one before (draft/multiline-concat), else ' '. */
struct multiline {
	int16_t owner; /* slot number + 1; 0: free */
	uint8_t lines;
	bool notice;     /* NOTICE, not PRIVMSG: set by the first line */
	bool only_blank; /* all lines so far are blank */
	uint16_t bytes;  /* of the whole message, with the line feeds between lines */
	uint64_t opened_ms;
	msg_ref line[MULTILINE_LINES];
	char ref[MULTILINE_REF_MAX + 1];
	char target[TARGET_BYTES];  /* as the client wrote it ... */
	char goes_to[TARGET_BYTES]; /* ... and as it is called now: a channel or nick may be renamed meanwhile */
	bool member;                /* the sender was in the channel when the batch was opened */
	char tags[MULTILINE_TAGS_MAX + 1];
};
extern struct multiline multilines[MULTILINES];

/* Handles a command with a batch tag: adds the line to the batch, or refuses it. True: the command must not be run. */
bool multiline_takes(struct slot *s, const struct irc_msg *m);

/* Times out batches that have been open for MULTILINE_MS. */
void multiline_tick(uint64_t now);

/* True while any batch is open. */
bool multiline_any(void);

/* Drops the client's open batch, if it has one. */
void multiline_forget(int slot);

/* Redirects open batches whose target, a channel or a user, has been renamed. */
void multiline_renamed(const char *old, const char *new);

/* Refuses the client's open batch, which would have a hole: a line was too long or not UTF-8, or the client is about to
 * lose the capability. */
void multiline_break(struct slot *s, const char *why);

/* Delivers a complete message, or sends the sender the error (multiline_tell.c). Its place may be free afterwards. */
void multiline_tell(struct slot *s, struct multiline *m);

/* The client's open batch, or NULL. */
struct multiline *multiline_held_by(int slot);

/* A free place, if need be that of a slow sender; NULL: there is none. */
struct multiline *multiline_find_place(void);

/* Begins the answer to the BATCH that opened a message, with its label: all replies to the message belong to it. The
 * label stays valid to the end of the command: until then nobody else can take the place. */
void multiline_answer(struct answer *a, const struct multiline *b);

/* Refuses a batch with FAIL: drops its lines, and ignores those still to come. */
void multiline_refuse(struct slot *s, const char *ref, const char *code, const char *context, const char *why);

/* True if the client has the capabilities that draft/multiline needs. */
bool multiline_knows(int slot);

#endif
