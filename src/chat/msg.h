/* msg.h: messages, each stored once for all its readers. */
#ifndef CHAT_MSG_H
#define CHAT_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits.h"

/* A message by the number of its first block: the two bytes that queues and history hold. */
typedef uint16_t msg_ref;
#define MSG_NONE ((msg_ref)0xffff)

#if MSG_BLOCKS >= 0xffff
#error "MSG_BLOCKS must be below 65535, for a reference has two bytes: lower CLIENTS, or set MSG_BLOCKS"
#endif

struct msg_block {
	uint16_t next;  /* the message's next block, or the next free one; MSG_NONE at the end */
	uint16_t len;   /* bytes of text in this block */
	uint16_t refs;  /* in the first block: who holds the message; 0 while free */
	uint8_t tags;   /* in the first block: bytes of text that are tags */
	uint8_t blocks; /* in the first block: how many the message has */
	char data[MSG_DATA];
};

/* All blocks are free. */
void msg_init(void);

/* Blocks that nobody holds. */
int msg_free_blocks(void);

/* Blocks that a text of len bytes takes. */
int msg_blocks_for(size_t len);

/* Stores a text whose first `tags` bytes are tags; the caller is its first holder. MSG_NONE when the free blocks do
 * not suffice: then nothing has changed. */
msg_ref msg_new(const char *text, size_t len, size_t tags);

/* One holder more, one holder less; the last one's release frees the blocks. */
void msg_hold(msg_ref m);
void msg_release(msg_ref m);

/* The block of that number, to read it. */
const struct msg_block *msg_block(uint16_t number);

/* Copies the text behind the tags, NUL-terminated and cut to size - 1 bytes; with_tags: from the start. Returns its
 * length. */
size_t msg_text(msg_ref m, bool with_tags, char *to, size_t size);

#endif
