/* lines.h: multiline messages (IRCv3 draft/multiline): how they are stored and sent.
 *
 * One message in the pool holds all lines, so that history has it whole or not
 * at all: `:source COMMAND target :`, then the lines. Between two lines stand a
 * line feed and a mark: '+' when the second line continues the first, or else a
 * space. Under the chat lock.
 */
#ifndef CHAT_LINES_H
#define CHAT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat/msg.h"
#include "chat/outq.h"

/* A multiline message that is being sent. */
struct lines {
	uint32_t number;  /* its id (irc/msgid.h) */
	uint64_t wall_ms; /* its time, milliseconds since 1970 UTC */
	uint32_t batch;   /* the batch that its readers get it in; 0: they get single lines */
	size_t at;        /* bytes of its lines that have been sent */
	bool marked;      /* its id has been sent */
};

/* The IRC lines that a message of so many lines and bytes is sent as, at most: a long line is split. */
#define LINES_PIECES(lines, bytes) ((lines) + (bytes) / (LINE_MAX_BYTES / 2))
/* The source, command and target that each of these lines begins with: bytes. */
#define LINES_HEAD (NICK_MAX + USER_MAX + HOST_MAX + CHANNEL_MAX + sizeof ":!@ PRIVMSG @ :")
/* The blocks that these lines take in one form, with so many bytes of tags in all. Each line also has
 * `@batch=N;draft/multiline-concat`, or a time, in front. */
#define LINES_FORM(lines, bytes, tags)                                                                          \
	(LINES_PIECES(lines, bytes) + 3 +                                                                       \
	 ((bytes) + (tags) + 300 +                                                                              \
	  (LINES_HEAD + sizeof "@batch=4294967295;draft/multiline-concat \r\n") * LINES_PIECES(lines, bytes)) / \
	         MSG_DATA)
/* The blocks of all its forms: as stored in history, as a batch, as single lines, and as plain text. */
#define LINES_BLOCKS(lines, bytes, tags) \
	((int)(3 * LINES_FORM(lines, bytes, tags) + ((lines) + (bytes) + (tags) + 300) / MSG_DATA + 1))

/* The blocks that sending the longest multiline message takes, in all its forms. */
#define MULTILINE_RESERVE LINES_BLOCKS(MULTILINE_LINES, MULTILINE_BYTES, MULTILINE_TAGS_MAX)

/* Prepares a message for readers who know draft/multiline (`batch`), or for others. */
void lines_start(struct lines *l, uint32_t number, uint64_t wall_ms, bool batch);

/* Opens the batch of message m for the readers of the set. All three functions queue lines as event_to_set does, so
 * that they are part of a response where they belong to one. */
void lines_open(const struct lines *l, msg_ref m, const uint32_t set[SLOT_WORDS]);

/* Sends the next line; false: there is none. A renamed copy of m may take m's place between two calls. */
bool lines_next(struct lines *l, msg_ref m, const uint32_t set[SLOT_WORDS]);

/* Closes the batch. */
void lines_close(const struct lines *l, const char *server, const uint32_t set[SLOT_WORDS]);

#endif
