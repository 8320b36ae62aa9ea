/* msg.h: messages, each stored once for all its readers. */
#ifndef CHAT_MSG_H
#define CHAT_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "limits.h"

/* A message by the number of its first block: the two bytes that queues and history hold. */
typedef uint16_t msg_ref;
#define MSG_NONE ((msg_ref)0xffff)

#if MSG_BLOCKS >= 0xffff
#error "MSG_BLOCKS must be below 65535, for a reference has two bytes: lower CLIENTS, or set MSG_BLOCKS"
#endif

/* A count of a message's holders. A reader that asks for the same history again and again can hold a message once for
 * each place in its ring, and all readers can do so at once; 1,024 more are for lines that are being written. */
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
	msg_count refs; /* in the first block: who holds the message, history aside */
	uint16_t next;  /* the message's next block, or the next free one; MSG_NONE at the end */
	uint16_t len;   /* bytes of text in this block */
	uint16_t tags;  /* in the first block: bytes of text that are tags, from '@' to the space behind them */
	uint8_t kept;   /* in the first block: how often history keeps the message */
	uint8_t time;   /* in the first block: bytes of `@time=...`, the first of the tags; 0: that is not there */
	uint8_t blocks; /* in the first block: how many the message has */
	char data[MSG_DATA];
};
extern struct msg_block msg_pool[MSG_BLOCKS];

extern struct msg_block msg_pool[MSG_BLOCKS];

/* Instead of `time`: the message was made for one reader, who gets all its tags. */
#define MSG_TAGS_EXACT UINT8_MAX
/* Instead of the length of its tags: it is a frame of its own (WebSocket's control frames). */
#define MSG_FRAME UINT16_MAX

/* All blocks are free. */
void msg_init(void);

/* Blocks that are empty. */
int msg_free_blocks(void);

/* Blocks that are empty, or kept by history alone, which gives way: all that can be had without taking anything from a
 * reader. */
int msg_available(void);

/* Blocks that a text of len bytes takes. */
int msg_blocks_for(size_t len);

/* Writes a message piece by piece; one at a time. msg_break: what follows stands in another block, so that msg_rehead
 * can change what came before. msg_end makes the writer its first holder; MSG_NONE when the free blocks did not
 * suffice: then nothing has changed. */
void msg_begin(void);
void msg_write(const char *text, size_t len);
void msg_break(void);
msg_ref msg_end(size_t tags, size_t time);

/* Puts another text, of at most MSG_DATA bytes, in place of what was written before msg_break. */
void msg_rehead(msg_ref m, const char *text, size_t len);

/* One holder more, or several; one holder less. The blocks are free when nobody holds the message and history does not
 * keep it. */
void msg_hold(msg_ref m);
void msg_hold_many(msg_ref m, unsigned holders);
void msg_release(msg_ref m);

/* The same for history's entries. */
void msg_keep(msg_ref m);
void msg_forget(msg_ref m);

/* The block of that number, to read it. */
static inline const struct msg_block *msg_block(uint16_t number)
{
	CHECK(number < MSG_BLOCKS);
	return &msg_pool[number];
}

/* The tags that a reader wants. */
enum {
	MSG_TIME = 1, /* the time (IRCv3 server-time) */
	MSG_TAGS = 2, /* all others (IRCv3 message-tags) */
};

/* A message as a reader gets it: head[0 .. head_len), then its text from byte `from` on. */
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

/* True for a message that is a frame. */
bool msg_is_frame(msg_ref m);

/* Bytes of the whole view. */
size_t msg_view_len(msg_ref m, const struct msg_view *view);

/* Goes on with the message that is being written, of which one tag stands there, with all of another as a reader with
 * those wants gets it: the '@' in front of its tags becomes a ';'. */
void msg_write_on(msg_ref m, unsigned wants);

/* Writes the tags of another message to the one that is being written, which has nothing yet. */
void msg_write_tags(msg_ref m);

/* Writes len bytes of another message's text, from byte `from` behind its tags on, to the one that is being written. */
void msg_write_text(msg_ref m, size_t from, size_t len);

/* Bytes of the text behind the tags. */
size_t msg_text_len(msg_ref m);

/* Copies the text behind the tags, NUL-terminated and cut to size - 1 bytes. Returns its length. The same from byte
 * `from` of it to the next line feed, which is not copied; and the same with the tags, without '@' and space. */
size_t msg_text(msg_ref m, char *to, size_t size);
size_t msg_line(msg_ref m, size_t from, char *to, size_t size);
size_t msg_tags(msg_ref m, char *to, size_t size);

#endif
