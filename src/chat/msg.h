/* msg.h: messages. Each is stored once for all its readers. */
#ifndef CHAT_MSG_H
#define CHAT_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "limits.h"

/* A reference to a message: the number of its first block. Queues and history hold these two bytes. */
typedef uint16_t msg_ref;
#define MSG_NONE ((msg_ref)0xffff)

#if MSG_BLOCKS >= 0xffff
#error "MSG_BLOCKS must be below 65535, for a reference has two bytes: lower CLIENTS, or set MSG_BLOCKS"
#endif

/* A count of a message's holders. A reader that requests the same history again and again can hold a message once for
 * each place in its ring, and all readers can do so at once. 1,024 more are for lines that are being written. */
#if CLIENTS * OUTQ_RING + 1024 > 0xffff
typedef uint32_t msg_count;
#define MSG_COUNT_MOST UINT32_MAX
#else
typedef uint16_t msg_count;
#define MSG_COUNT_MOST UINT16_MAX
#endif
#if CHANNELS_PER_CLIENT > 250
#error "CHANNELS_PER_CLIENT must be at most 250: a NICK or QUIT is kept once for each of the user's channels"
#endif

struct msg_block {
	msg_count refs; /* in the first block: the message's holders, without history */
	uint16_t next;  /* the message's next block, or the next free one; MSG_NONE at the end */
	uint16_t len;   /* bytes of text in this block */
	uint16_t tags;  /* in the first block: bytes of the tags, from '@' to the space behind them */
	uint8_t kept;   /* in the first block: history's entries that refer to the message */
	uint8_t time;   /* in the first block: bytes of the first tag, `@time=...`; 0: it has none */
	uint8_t blocks; /* in the first block: the message's blocks */
	char data[MSG_DATA];
};
extern struct msg_block msg_pool[MSG_BLOCKS];

/* A value of `time`: the message was made for one reader, which gets all its tags. */
#define MSG_TAGS_EXACT UINT8_MAX
/* A value of `tags`: the message is a WebSocket control frame. */
#define MSG_FRAME UINT16_MAX

/* Makes all blocks free. */
void msg_init(void);

/* Blocks that are free. */
int msg_free_blocks(void);

/* Blocks that are free, or that only history refers to: all that can be had without taking any from a reader. */
int msg_available(void);

/* Blocks that a text of len bytes takes. */
int msg_blocks_for(size_t len);

/* Begins a message. Only one is written at a time. */
void msg_begin(void);

/* Appends to the message. */
void msg_write(const char *text, size_t len);

/* Continues in another block, so that msg_rehead can replace the text before. */
void msg_break(void);

/* Ends the message: `tags` bytes of it are tags, `time` bytes of these the time. The writer is its first holder.
 * MSG_NONE: the free blocks did not suffice; nothing has changed. */
msg_ref msg_end(size_t tags, size_t time);

/* Replaces the text written before msg_break by another one of at most MSG_DATA bytes. */
void msg_rehead(msg_ref m, const char *text, size_t len);

/* Adds one holder, or several. */
void msg_hold(msg_ref m);
void msg_hold_many(msg_ref m, unsigned holders);

/* Removes a holder. The blocks are freed with the last holder and the last entry of history. */
void msg_release(msg_ref m);

/* The same for an entry of history. */
void msg_keep(msg_ref m);
void msg_forget(msg_ref m);

/* msg_release where the message mostly has further holders: inline for these. */
static inline void msg_release_shared(msg_ref m)
{
	CHECK(m < MSG_BLOCKS);
	if (msg_pool[m].refs > 1)
		msg_pool[m].refs--;
	else
		msg_release(m);
}

/* The block with that number, read-only. */
static inline const struct msg_block *msg_block(uint16_t number)
{
	CHECK(number < MSG_BLOCKS);
	return &msg_pool[number];
}

/* The tags that a reader wants. */
enum {
	MSG_TIME = 1, /* the time (IRCv3 server-time) */
	MSG_TAGS = 2, /* all other tags (IRCv3 message-tags) */
};

/* A message in one reader's form: head[0 .. head_len), then the stored text from byte `from` on. */
struct msg_view {
	const char *head;
	size_t head_len, from;
};
struct msg_view msg_view_with_tags(msg_ref m, unsigned wants);
static inline struct msg_view msg_view(msg_ref m, unsigned wants)
{
	const struct msg_block *first = msg_block(m);

	if (wants != 0 && first->time != MSG_TAGS_EXACT)
		return msg_view_with_tags(m, wants);
	return (struct msg_view){ "", 0, first->time == MSG_TAGS_EXACT ? 0 : first->tags };
}

/* True for a WebSocket control frame. */
bool msg_is_frame(msg_ref m);

/* Bytes of the whole view. */
size_t msg_view_len(msg_ref m, const struct msg_view *view);

/* Appends message m, in the form for a reader with those wants, to the message that is being written, which has one tag
 * so far. The '@' in front of m's tags becomes a ';'. */
void msg_write_on(msg_ref m, unsigned wants);

/* Appends m's tags to the message that is being written, which is empty so far. */
void msg_write_tags(msg_ref m);

/* Appends len bytes of m's text, from byte `from` behind its tags on, to the message that is being written. */
void msg_write_text(msg_ref m, size_t from, size_t len);

/* Bytes of the text behind the tags. */
size_t msg_text_len(msg_ref m);

/* Copies the text behind the tags, NUL-terminated and cut to size - 1 bytes. Returns its length. */
size_t msg_text(msg_ref m, char *to, size_t size);

/* The same from byte `from` of the text to the next line feed, which is not copied. */
size_t msg_line(msg_ref m, size_t from, char *to, size_t size);

/* The same for the tags, without their '@' and space. */
size_t msg_tags(msg_ref m, char *to, size_t size);

#endif
