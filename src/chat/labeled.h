/* labeled.h: the response to one client's command: its label and its batches.
 *
 * Sources: IRCv3 labeled-response, batch. A thread begins a response before its
 * client's command runs and ends it afterwards. All lines that it queues for
 * that client meanwhile are part of the response. When there is a label, the
 * first line is held back. If it stays alone, it carries the label itself; if a
 * second line follows, a batch carries it. All under the chat lock, which may be
 * released in between.
 */
#ifndef CHAT_LABELED_H
#define CHAT_LABELED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "chat/msg.h"

/* The longest label, bytes as the client wrote it; a longer one is ignored. */
#define LABEL_MAX 64

/* The longest tag that a line of a response begins with, `@label=...`, and a NUL: bytes. */
#define ANSWER_TAG_BYTES (7 + LABEL_MAX + 1)

/* The response to one command. */
struct answer {
	int slot;
	uint8_t label_len;
	bool batches;      /* the client knows batches */
	const char *label; /* in the client's line; NULL: there is none, or it has been used */
	msg_ref first;     /* the only line so far, held back; or MSG_NONE */
	uint32_t batch;    /* the number of the open batch; 0: none */
	uint32_t outer;    /* the number of the batch around it; 0: none */
};

/* Sets the name of the server, for the lines `:NAME ...`. Before all other functions. */
void labeled_init(const char *server);

/* This thread begins a response to that client. `label` has label_len bytes, which stay valid until labeled_end; NULL
 * when there is none, or the client does not know labels. */
void labeled_begin(struct answer *a, int slot, const char *label, size_t label_len, bool batches);

/* Ends the response: queues the line that is held back, and closes its batches. A label without a line gets ACK. */
void labeled_end(void);

/* Ends this thread's response if it is to that client. Before the client's queue is closed. */
void labeled_end_for(int slot);

/* Opens the batch for the label at once: the response will have several lines, or one line within another batch. */
void labeled_is_long(void);

/* Takes an unused label off the response, for a line that will be sent later. Returns the bytes copied; 0: none. */
size_t labeled_take_label(char to[LABEL_MAX]);

/* The labelled part of the response is complete: further lines of this thread to that client are outside it. */
void labeled_no_more(void);

/* The number of a new batch for lines outside responses (struct event). */
uint32_t labeled_next_batch(void);

/* Opens a batch within the response, with these parameters (`chathistory #x`). Does nothing for a client that does not
 * know batches. */
void labeled_open_batch(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Closes that batch. */
void labeled_close_batch(void);

/* How this thread's next line to that client must be stored, for event.c. `tag` gets its tag. */
enum labeled_place {
	ANSWER_NONE,  /* as for other readers: it is outside a response, or needs no tag */
	ANSWER_FIRST, /* with the tag in a block of its own; then labeled_hold */
	ANSWER_NEXT,  /* with the tag */
};
enum labeled_place labeled_place(int slot, struct buf *tag);

/* The client of this thread's response, if its lines may need a tag; -1: none. For other clients, labeled_place says
 * ANSWER_NONE. */
int labeled_tagged(void);

/* Holds back the line that ANSWER_FIRST asked for. */
void labeled_hold(msg_ref m);

#endif
