/* labeled.c: the response to one client's command.
 *
 * Owns only the count of batches. A struct answer belongs to the slot whose
 * thread is responding; no other thread knows it. Under the chat lock. A line
 * for which there is no room marks the client for closing (outq_overrun).
 */
#include "chat/labeled.h"

#include <string.h>

#include "chat/history.h"
#include "chat/lock.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "chat/scratch.h"

static const char *server_name;
static uint32_t batches; /* the number of the last batch, which is its name */

/* This thread's response. Lines of other threads to the same client are not part of it. */
static _Thread_local struct answer *mine;

void labeled_init(const char *server)
{
	server_name = server;
}

void labeled_begin(struct answer *a, int slot, const char *label, size_t label_len, bool knows_batches)
{
	ASSERT_CHAT_LOCKED();
	*a = (struct answer){ .slot = slot, .batches = knows_batches, .first = MSG_NONE };
	if (label != NULL && knows_batches && label_len > 0 && label_len <= LABEL_MAX) {
		a->label = label;
		a->label_len = (uint8_t)label_len;
	}
	mine = a;
}

uint32_t labeled_next_batch(void)
{
	ASSERT_CHAT_LOCKED();
	return ++batches;
}

static void put_batch_tag(struct buf *b, uint32_t batch)
{
	buf_fmt(b, "@batch=%u", batch);
}

/* Queues a message for the response's client, and lets go of it. */
static void queue(const struct answer *a, msg_ref m)
{
	if (m == MSG_NONE || (outqs[a->slot].open && !outq_push(a->slot, m)))
		bits_add(outq_overrun, a->slot);
	if (m != MSG_NONE)
		msg_release(m);
}

/* Queues a line of the server about the response itself (BATCH, ACK): with the label if that is unused, else in batch
 * `outer` (0: none). */
static void say(struct answer *a, uint32_t outer, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void say(struct answer *a, uint32_t outer, const char *format, ...)
{
	va_list args;
	struct buf b;

	buf_init(&b, scratch_lines[SCRATCH_COPY].text, sizeof scratch_lines[SCRATCH_COPY].text);
	if (a->label != NULL)
		buf_fmt(&b, "@label=%.*s ", (int)a->label_len, a->label);
	else if (outer != 0)
		buf_fmt(&b, "@batch=%u ", outer);
	a->label = NULL;
	buf_fmt(&b, ":%s ", server_name);
	va_start(args, format);
	buf_vfmt(&b, format, args);
	va_end(args);
	buf_str(&b, "\r\n");
	(void)history_reserve(msg_blocks_for(b.len));
	msg_begin();
	msg_write(b.at, b.len);
	queue(a, msg_end(0, MSG_TAGS_EXACT));
}

/* Opens the batch that carries the label, and queues the line that was held back in it. */
static void open_labelled(struct answer *a)
{
	const struct msg_block *first;
	char tag[24];
	struct buf b;

	a->batch = labeled_next_batch();
	say(a, 0, "BATCH +%u labeled-response", a->batch);
	if (a->first == MSG_NONE)
		return;
	first = msg_block(a->first);
	buf_init(&b, tag, sizeof tag);
	put_batch_tag(&b, a->batch);
	buf_char(&b, first->data[first->len - 1]); /* the ';' or space behind the tag that is replaced */
	msg_rehead(a->first, b.at, b.len);
	queue(a, a->first);
	a->first = MSG_NONE;
}

int labeled_tagged(void)
{
	const struct answer *a = mine;
	bool tagged = a != NULL && (a->batch != 0 || a->label != NULL || a->first != MSG_NONE);

	return tagged ? a->slot : -1;
}

enum labeled_place labeled_place(int slot, struct buf *tag)
{
	struct answer *a = mine;

	ASSERT_CHAT_LOCKED();
	if (labeled_tagged() != slot)
		return ANSWER_NONE;
	if (a->batch == 0) {
		if (a->first == MSG_NONE) {
			buf_fmt(tag, "@label=%.*s", (int)a->label_len, a->label);
			return ANSWER_FIRST;
		}
		open_labelled(a);
	}
	put_batch_tag(tag, a->batch);
	return ANSWER_NEXT;
}

void labeled_hold(msg_ref m)
{
	mine->first = m;
}

void labeled_is_long(void)
{
	ASSERT_CHAT_LOCKED();
	if (mine != NULL && mine->label != NULL)
		open_labelled(mine);
}

size_t labeled_take_label(char to[LABEL_MAX])
{
	struct answer *a = mine;
	size_t len = a != NULL && a->label != NULL ? a->label_len : 0;

	ASSERT_CHAT_LOCKED();
	if (len > 0) {
		memmove(to, a->label, len);
		a->label = NULL;
	}
	return len;
}

void labeled_no_more(void)
{
	struct answer *a = mine;

	ASSERT_CHAT_LOCKED();
	if (a == NULL)
		return;
	if (a->first != MSG_NONE)
		queue(a, a->first);
	a->first = MSG_NONE;
	a->label = NULL;
}

void labeled_open_batch(const char *format, ...)
{
	struct answer *a = mine;
	va_list args;
	char text[24 + CHANNEL_MAX + 16];
	struct buf b;

	ASSERT_CHAT_LOCKED();
	if (a == NULL || !a->batches)
		return;
	if (a->first != MSG_NONE)
		open_labelled(a);
	va_start(args, format);
	buf_vinit(&b, text, sizeof text, format, args);
	va_end(args);
	a->outer = a->batch;
	a->batch = labeled_next_batch();
	say(a, a->outer, "BATCH +%u %s", a->batch, b.at);
}

void labeled_close_batch(void)
{
	struct answer *a = mine;

	ASSERT_CHAT_LOCKED();
	if (a == NULL || !a->batches)
		return;
	say(a, a->outer, "BATCH -%u", a->batch);
	a->batch = a->outer;
	a->outer = 0;
}

void labeled_end(void)
{
	struct answer *a = mine;

	ASSERT_CHAT_LOCKED();
	if (a == NULL)
		return;
	mine = NULL;
	if (a->first != MSG_NONE)
		queue(a, a->first);
	else if (a->label != NULL)
		say(a, 0, "ACK");
	if (a->outer != 0)
		say(a, a->outer, "BATCH -%u", a->batch);
	if (a->batch != 0)
		say(a, 0, "BATCH -%u", a->outer != 0 ? a->outer : a->batch);
}

void labeled_end_for(int slot)
{
	if (mine != NULL && mine->slot == slot)
		labeled_end();
}
