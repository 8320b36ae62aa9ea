/* labeled.h: what one client's command is answered with, as a whole: its label, and batches.
 *
 * Sources: IRCv3 labeled-response, batch. A thread begins an answer with its
 * client's command and ends it after that; meanwhile each line that it queues
 * for that client is part of the answer. A labelled one is held back until it
 * is known whether it is alone: then it carries the label itself, else a batch
 * does. All under the chat lock, which may be let go in between.
 */
#ifndef CHAT_LABELED_H
#define CHAT_LABELED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "chat/msg.h"

/* The longest label, as the client wrote it; a longer one is no label. */
#define LABEL_MAX 64

/* Bytes of the longest tag that an answer's line begins with: `@label=...`, and a NUL. */
#define ANSWER_TAG_BYTES (7 + LABEL_MAX + 1)

struct answer {
	int slot;
	uint8_t label_len;
	bool batches;      /* the client knows batches */
	const char *label; /* in the client's line; NULL: there is none, or it has been used */
	msg_ref first;     /* the only line so far, held back; or MSG_NONE */
	uint32_t batch;    /* the number of the batch that lines are in; 0: none */
	uint32_t outer;    /* and of the one that this batch is in itself */
};

/* How lines of the server begin, `:NAME `; before all others. */
void labeled_init(const char *server);

/* This thread answers a command of that client. label[0 .. label_len) is NULL when there is none, or the client does
 * not know labels; it stays valid until labeled_end. */
void labeled_begin(struct answer *a, int slot, const char *label, size_t label_len, bool batches);

/* All has been said: what was held back is queued; what a label got no answer to is told ACK. */
void labeled_end(void);

/* That client is about to take no more lines: if this thread is answering it, this ends the answer while it still does.
 */
void labeled_end_for(int slot);

/* The answer will have more than one line, or one that stands in another batch: the batch for its label begins now. */
void labeled_is_long(void);

/* Takes the label off the answer, if it has not been used: copies its bytes to where something else will be said that
 * answers. Returns how many there are. */
size_t labeled_take_label(char to[LABEL_MAX]);

/* All has been said that the label is for: what else this thread tells that client is no answer. */
void labeled_no_more(void);

/* The number of a new batch, for lines that are no answer (event_in_batch). */
uint32_t labeled_next_batch(void);

/* What follows is one batch of the answer, with these parameters (`chathistory #x`); nothing for those who do not know
 * batches. */
void labeled_open_batch(const char *format, ...) __attribute__((format(printf, 1, 2)));
void labeled_close_batch(void);

/* Where the next line of this thread for that client belongs; for event.c. */
enum labeled_place {
	ANSWER_NONE,  /* it is no answer, or needs no tag */
	ANSWER_FIRST, /* it is to be made with this tag in a block of its own, and held back */
	ANSWER_NEXT,  /* it is to be made with this tag */
};
enum labeled_place labeled_place(int slot, struct buf *tag);

/* The client that this thread is answering, if that may need a tag: for all others labeled_place says ANSWER_NONE. -1:
 * there is none. */
int labeled_tagged(void);

/* The line that ANSWER_FIRST asked for. */
void labeled_hold(msg_ref m);

#endif
