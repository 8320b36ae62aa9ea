/* msg.c: the message pool.
 *
 * Owns the text of all messages, in blocks of MSG_DATA bytes. A message has two
 * reference counts: its holders (queues, and its writer), and history's entries.
 * Blocks that only history refers to are available to everybody. Called under
 * the chat lock. When the free blocks do not suffice, msg_end says so. Before
 * that, event.c takes blocks from history, and server/conn/backpressure.c makes
 * sure that there are enough.
 */
#include "chat/msg.h"

#include <string.h>

#include "chat/lock.h"

static uint16_t free_first;
static int free_count;
static int held_count; /* blocks of messages that have a holder */

/* The message that is being written. */
static struct {
	msg_ref first;
	uint16_t last;
	uint8_t blocks;
	bool broken; /* the next byte begins a block */
	bool failed; /* there were not enough blocks */
} writing;

void msg_init(void)
{
	for (int i = 0; i < MSG_BLOCKS; i++)
		msg_pool[i] = (struct msg_block){ .next = (uint16_t)(i + 1) };
	msg_pool[MSG_BLOCKS - 1].next = MSG_NONE;
	free_first = 0;
	free_count = MSG_BLOCKS;
	held_count = 0;
}

int msg_free_blocks(void)
{
	ASSERT_CHAT_LOCKED();
	return free_count;
}

int msg_available(void)
{
	ASSERT_CHAT_LOCKED();
	return MSG_BLOCKS - held_count;
}

int msg_blocks_for(size_t len)
{
	return len == 0 ? 1 : (int)((len + MSG_DATA - 1) / MSG_DATA);
}

/* Adds a block to the message that is being written; false: there is none. */
static bool add_block(void)
{
	uint16_t number = free_first;
	struct msg_block *block = &msg_pool[number];

	if (number == MSG_NONE || writing.blocks == UINT8_MAX)
		return false;
	CHECK(block->refs == 0 && block->kept == 0);
	free_first = block->next;
	free_count--;
	block->next = MSG_NONE;
	block->len = 0;
	if (writing.first == MSG_NONE)
		writing.first = number;
	else
		msg_pool[writing.last].next = number;
	writing.last = number;
	writing.blocks++;
	writing.broken = false;
	return true;
}

void msg_begin(void)
{
	ASSERT_CHAT_LOCKED();
	writing.first = MSG_NONE;
	writing.blocks = 0;
	writing.broken = false;
	writing.failed = !add_block();
}

void msg_write(const char *text, size_t len)
{
	while (len > 0 && !writing.failed) {
		struct msg_block *block = &msg_pool[writing.last];
		size_t n = MSG_DATA - block->len;
		if (writing.broken || n == 0) {
			writing.failed = !add_block();
			continue;
		}
		if (n > len)
			n = len;
		memcpy(block->data + block->len, text, n);
		block->len += (uint16_t)n;
		text += n;
		len -= n;
	}
}

void msg_break(void)
{
	writing.broken = true;
}

/* Frees the blocks of a chain. */
static void free_chain(uint16_t number)
{
	for (uint16_t next; number != MSG_NONE; number = next) {
		next = msg_pool[number].next;
		msg_pool[number].next = free_first;
		free_first = number;
		free_count++;
	}
}

msg_ref msg_end(size_t tags, size_t time)
{
	struct msg_block *first = &msg_pool[writing.first];

	ASSERT_CHAT_LOCKED();
	if (writing.failed) {
		free_chain(writing.first);
		return MSG_NONE;
	}
	CHECK(tags <= UINT16_MAX && (time == MSG_TAGS_EXACT || (time <= tags && time < MSG_DATA)));
	first->refs = 1;
	held_count += writing.blocks;
	first->tags = (uint16_t)tags;
	first->time = (uint8_t)time;
	first->blocks = writing.blocks;
	return writing.first;
}

void msg_rehead(msg_ref m, const char *text, size_t len)
{
	struct msg_block *first = &msg_pool[m];

	ASSERT_CHAT_LOCKED();
	CHECK(len <= MSG_DATA && first->time == MSG_TAGS_EXACT);
	memcpy(first->data, text, len);
	first->tags = (uint16_t)(first->tags - first->len + len);
	first->len = (uint16_t)len;
}

void msg_hold(msg_ref m)
{
	msg_hold_many(m, 1);
}

void msg_hold_many(msg_ref m, unsigned holders)
{
	struct msg_block *first = &msg_pool[m];

	ASSERT_CHAT_LOCKED();
	CHECK(m < MSG_BLOCKS && (first->refs > 0 || first->kept > 0));
	CHECK(holders <= (unsigned)MSG_COUNT_MOST - first->refs);
	if (first->refs == 0 && holders > 0)
		held_count += first->blocks;
	first->refs = (msg_count)(first->refs + holders);
}

void msg_release(msg_ref m)
{
	struct msg_block *first = &msg_pool[m];

	ASSERT_CHAT_LOCKED();
	CHECK(m < MSG_BLOCKS && first->refs > 0);
	if (--first->refs > 0)
		return;
	held_count -= first->blocks;
	if (first->kept == 0)
		free_chain(m);
}

void msg_keep(msg_ref m)
{
	struct msg_block *first = &msg_pool[m];

	ASSERT_CHAT_LOCKED();
	CHECK(m < MSG_BLOCKS && first->kept < UINT8_MAX && (first->refs > 0 || first->kept > 0));
	first->kept++;
}

void msg_forget(msg_ref m)
{
	struct msg_block *first = &msg_pool[m];

	ASSERT_CHAT_LOCKED();
	CHECK(m < MSG_BLOCKS && first->kept > 0);
	if (--first->kept == 0 && first->refs == 0)
		free_chain(m);
}

struct msg_view msg_view_with_tags(msg_ref m, unsigned wants)
{
	const struct msg_block *first = msg_block(m);
	bool has_time = first->time > 0, has_others = first->tags > first->time + 1;

	if (!has_time || !(wants & MSG_TIME)) {
		if (!has_others || !(wants & MSG_TAGS))
			return (struct msg_view){ "", 0, first->tags };
		return (struct msg_view){ "@", has_time, has_time ? first->time + 1u : 0u };
	}
	if (!has_others || wants & MSG_TAGS)
		return (struct msg_view){ "", 0, 0 };
	return (struct msg_view){ first->data, first->time, first->tags - 1u }; /* the space ends the tags */
}

bool msg_is_frame(msg_ref m)
{
	const struct msg_block *first = msg_block(m);

	return first->time == MSG_TAGS_EXACT && first->tags == MSG_FRAME;
}

size_t msg_view_len(msg_ref m, const struct msg_view *view)
{
	size_t len = 0;

	for (uint16_t i = m; i != MSG_NONE; i = msg_block(i)->next)
		len += msg_block(i)->len;
	return view->head_len + len - view->from;
}

/* The bytes of a block behind the first *skip bytes of the text; reduces *skip by the bytes skipped. */
static size_t behind(const struct msg_block *block, size_t *skip, const char **text)
{
	size_t from = *skip < block->len ? *skip : block->len;

	*skip -= from;
	*text = block->data + from;
	return block->len - from;
}

void msg_write_on(msg_ref m, unsigned wants)
{
	struct msg_view view = msg_view(m, wants);
	bool tags = view.head_len > 0 || view.from < msg_block(m)->tags;
	size_t skip = view.from + (tags && view.head_len == 0);

	ASSERT_CHAT_LOCKED();
	msg_write(tags ? ";" : " ", 1);
	if (view.head_len > 0)
		msg_write(view.head + 1, view.head_len - 1);
	for (uint16_t i = m; i != MSG_NONE; i = msg_block(i)->next) {
		const char *text;
		size_t n = behind(msg_block(i), &skip, &text);
		msg_write(text, n);
	}
}

void msg_write_tags(msg_ref m)
{
	size_t left = msg_block(m)->tags;

	ASSERT_CHAT_LOCKED();
	for (uint16_t i = m; left > 0; i = msg_block(i)->next) {
		size_t n = msg_block(i)->len < left ? msg_block(i)->len : left;
		msg_write(msg_block(i)->data, n);
		left -= n;
	}
}

void msg_write_text(msg_ref m, size_t from, size_t len)
{
	size_t skip = msg_block(m)->tags + from;

	ASSERT_CHAT_LOCKED();
	for (uint16_t i = m; i != MSG_NONE && len > 0; i = msg_block(i)->next) {
		const char *text;
		size_t n = behind(msg_block(i), &skip, &text);
		if (n > len)
			n = len;
		msg_write(text, n);
		len -= n;
	}
}

size_t msg_text_len(msg_ref m)
{
	size_t len = 0;

	for (uint16_t i = m; i != MSG_NONE; i = msg_block(i)->next)
		len += msg_block(i)->len;
	return len - msg_block(m)->tags;
}

/* Copies at most `most` bytes behind the first `skip` ones, up to a byte `end` (-1: none). */
static size_t copy(msg_ref m, size_t skip, size_t most, int end, char *to)
{
	size_t len = 0;
	bool over = false;

	ASSERT_CHAT_LOCKED();
	for (uint16_t i = m; i != MSG_NONE && !over; i = msg_block(i)->next) {
		const char *text, *at;
		size_t n = behind(msg_block(i), &skip, &text);
		if (n > most - len)
			n = most - len;
		at = end >= 0 ? memchr(text, end, n) : NULL;
		over = at != NULL;
		if (over)
			n = (size_t)(at - text);
		memcpy(to + len, text, n);
		len += n;
	}
	to[len] = '\0';
	return len;
}

size_t msg_text(msg_ref m, char *to, size_t size)
{
	return copy(m, msg_block(m)->tags, size - 1, -1, to);
}

size_t msg_line(msg_ref m, size_t from, char *to, size_t size)
{
	return copy(m, msg_block(m)->tags + from, size - 1, '\n', to);
}

size_t msg_tags(msg_ref m, char *to, size_t size)
{
	size_t len = msg_block(m)->tags;

	len = len > 2 ? len - 2 : 0;
	return copy(m, 1, len < size - 1 ? len : size - 1, -1, to);
}
