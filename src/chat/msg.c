/* msg.c: the message pool.
 *
 * Owns every message's text, in blocks of MSG_DATA bytes with a count of
 * holders. Called under the chat lock. When the free blocks do not suffice,
 * msg_new says so: event.c then takes them from history, and the senders wait
 * for readers before it comes to that (server/room.c).
 */
#include "chat/msg.h"

#include <string.h>

#include "chat/lock.h"
#include "chat/objects.h"

static uint16_t free_first;
static int free_count;

void msg_init(void)
{
	for (int i = 0; i < MSG_BLOCKS; i++)
		msg_pool[i] = (struct msg_block){ .next = (uint16_t)(i + 1) };
	msg_pool[MSG_BLOCKS - 1].next = MSG_NONE;
	free_first = 0;
	free_count = MSG_BLOCKS;
}

int msg_free_blocks(void)
{
	ASSERT_CHAT_LOCKED();
	return free_count;
}

int msg_blocks_for(size_t len)
{
	return len == 0 ? 1 : (int)((len + MSG_DATA - 1) / MSG_DATA);
}

msg_ref msg_new(const char *text, size_t len, size_t tags)
{
	int need = msg_blocks_for(len);
	msg_ref first = free_first;
	struct msg_block *block = NULL;

	ASSERT_CHAT_LOCKED();
	CHECK(need <= UINT8_MAX && tags <= UINT8_MAX && tags <= MSG_DATA && tags <= len);
	if (need > free_count)
		return MSG_NONE;
	for (int i = 0; i < need; i++) {
		size_t n = len < MSG_DATA ? len : MSG_DATA;
		block = &msg_pool[free_first];
		CHECK(block->refs == 0);
		memcpy(block->data, text, n);
		block->len = (uint16_t)n;
		text += n;
		len -= n;
		free_first = block->next;
	}
	block->next = MSG_NONE;
	free_count -= need;
	block = &msg_pool[first];
	block->refs = 1;
	block->tags = (uint8_t)tags;
	block->blocks = (uint8_t)need;
	return first;
}

void msg_hold(msg_ref m)
{
	ASSERT_CHAT_LOCKED();
	CHECK(m < MSG_BLOCKS && msg_pool[m].refs > 0 && msg_pool[m].refs < UINT16_MAX);
	msg_pool[m].refs++;
}

void msg_release(msg_ref m)
{
	ASSERT_CHAT_LOCKED();
	CHECK(m < MSG_BLOCKS && msg_pool[m].refs > 0);
	if (--msg_pool[m].refs > 0)
		return;
	free_count += msg_pool[m].blocks;
	for (uint16_t i = m, next; i != MSG_NONE; i = next) {
		next = msg_pool[i].next;
		msg_pool[i].next = free_first;
		free_first = i;
	}
}

const struct msg_block *msg_block(uint16_t number)
{
	CHECK(number < MSG_BLOCKS);
	return &msg_pool[number];
}

size_t msg_text(msg_ref m, bool with_tags, char *to, size_t size)
{
	size_t skip = with_tags ? 0 : msg_block(m)->tags, len = 0;

	ASSERT_CHAT_LOCKED();
	for (uint16_t i = m; i != MSG_NONE; i = msg_block(i)->next) {
		size_t n = msg_block(i)->len - skip;
		if (n > size - 1 - len)
			n = size - 1 - len;
		memcpy(to + len, msg_block(i)->data + skip, n);
		len += n;
		skip = 0;
	}
	to[len] = '\0';
	return len;
}
