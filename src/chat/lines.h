/* lines.h: messages of several lines (IRCv3 draft/multiline), as they are kept, and as they are told.
 *
 * One message in the pool holds all of it, so that history has it whole or not
 * at all: `:source COMMAND target :`, then the lines, with a line feed between
 * them and behind that '+', for a line that goes on with the one before, or a
 * space. Under the chat lock.
 */
#ifndef CHAT_LINES_H
#define CHAT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat/msg.h"
#include "chat/outq.h"

/* A message that is being told. */
struct lines {
	uint32_t number;  /* its id (irc/msgid.h) ... */
	uint64_t wall_ms; /* ... and time */
	uint32_t batch;   /* the batch that its readers get it in; 0: they get one line after the other */
	size_t at;        /* bytes of its lines that have been told */
	bool marked;      /* and the id with them */
};

/* Lines that a message becomes at most, of so many lines and bytes: one that does not fit behind the source is parted.
 * And the blocks that it takes in one form, with so many bytes of tags: for each of them, the source and the target
 * stand in front of it, `@batch=N;draft/multiline-concat` or a time. */
#define LINES_PIECES(lines, bytes) ((lines) + (bytes) / (LINE_MAX_BYTES / 2))
#define LINES_HEAD (NICK_MAX + USER_MAX + HOST_MAX + CHANNEL_MAX + sizeof ":!@ PRIVMSG @ :")
#define LINES_FORM(lines, bytes, tags)                                                                          \
	(LINES_PIECES(lines, bytes) + 3 +                                                                       \
	 ((bytes) + (tags) + 300 +                                                                              \
	  (LINES_HEAD + sizeof "@batch=4294967295;draft/multiline-concat \r\n") * LINES_PIECES(lines, bytes)) / \
	         MSG_DATA)
/* Of all its forms: as it is kept, as a batch, as lines, and as lines for people. */
#define LINES_BLOCKS(lines, bytes, tags) \
	((int)(3 * LINES_FORM(lines, bytes, tags) + ((lines) + (bytes) + (tags) + 300) / MSG_DATA + 1))

/* Blocks that telling one takes at most, in all its forms. */
#define MULTILINE_RESERVE LINES_BLOCKS(MULTILINE_LINES, MULTILINE_BYTES, MULTILINE_TAGS_MAX)

/* Begins with it, for readers who know BATCH and draft/multiline (batch), or for others. */
void lines_start(struct lines *l, uint32_t number, uint64_t wall_ms, bool batch);

/* Tells the set that it begins; the next line, if there is one; and that it is over. The set gets what is an answer to
 * one of them as such. m: the message; another one is told on from where the one before was. */
void lines_open(const struct lines *l, msg_ref m, const uint32_t set[SLOT_WORDS]);
bool lines_next(struct lines *l, msg_ref m, const uint32_t set[SLOT_WORDS]);
void lines_close(const struct lines *l, const char *server, const uint32_t set[SLOT_WORDS]);

#endif
