/* event.c: one line on its way to its readers. A message's life:
 *
 *   event_from, buf_fmt     the line is written once, as IRC
 *          |
 *        render             and stored once per kind of reader: IRC, plain (msg.c)
 *          |
 *          +-- event_to, event_to_set --> reference in each queue (outq.c) --> socket (flush.c)
 *          +-- event_keep --------------> reference in history (history.c)
 *          |
 *      event_end            the writer lets go; the last holder frees the blocks
 *
 * Called under the chat lock. Before each command, backpressure.c makes sure
 * that the pool has blocks for it; history gives up its oldest messages for them.
 */
#include "chat/event.h"

#include <string.h>

#include "base/random.h"
#include "chat/channel.h"
#include "chat/history.h"
#include "chat/labeled.h"
#include "chat/lock.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "chat/scratch.h"
#include "chat/tags.h"
#include "chat/user.h"
#include "irc/format.h"
#include "irc/msgid.h"
#include "irc/parse.h"
#include "irc/plain.h"

static uint64_t now_ms;

static struct buf line; /* the event, in scratch_lines[SCRATCH_EVENT] */
static bool line_ended, plain_gets_nothing;
static msg_ref rendered[OUTQ_KINDS] = { MSG_NONE, MSG_NONE }; /* the event as stored, for each kind of reader */

static uint64_t now_wall_ms;   /* the time that the next event carries */
static struct tags tags;       /* the event's tags */
static uint32_t last_number;   /* the number of the last event that has one */
static uint32_t in_batch;      /* the batch that the event stands in, for all its readers; 0: none */
static const char *batch_more; /* the tags behind `batch` */
static uint32_t session;       /* the connection that the event comes from */

void event_set_time(uint64_t now, uint64_t wall)
{
	ASSERT_CHAT_LOCKED();
	if (now > now_ms)
		now_ms = now;
	if (wall > now_wall_ms || now_wall_ms - wall > 1000)
		now_wall_ms = wall; /* a thread may report its time a little late: that does not turn the clock back */
}

uint64_t event_now_ms(void)
{
	return now_ms;
}

uint64_t event_wall_ms(void)
{
	return now_wall_ms;
}

struct buf *event_begin(void)
{
	ASSERT_CHAT_LOCKED();
	event_end();
	buf_init(&line, scratch_lines[SCRATCH_EVENT].text, FORMAT_BYTES);
	return &line;
}

struct buf *event_from_again(int slot)
{
	const struct user *u = &users[slot];
	struct buf *b = event_begin();
	char *to;

	tags.number = last_number;
	tags.bot = u->modes & USER_BOT;
	session = u->session;
	to = b->at; /* without buf_fmt: every message begins like this, and it always fits */
	*to++ = ':';
	to = stpcpy(to, u->nick);
	*to++ = '!';
	to = stpcpy(to, u->name);
	*to++ = '@';
	to = stpcpy(to, u->host);
	*to++ = ' ';
	*to = '\0';
	b->len = (size_t)(to - b->at);
	return b;
}

struct buf *event_from(int slot)
{
	if (++last_number == UINT32_MAX) { /* all used up: start again, with new ids and an empty history */
		while (history_give())
			;
		msgid_start(random_number());
		last_number = 1;
	}
	return event_from_again(slot);
}

uint32_t event_number(void)
{
	return last_number;
}

void event_in_batch(uint32_t batch, const char *more)
{
	in_batch = batch;
	batch_more = more;
}

void event_tags(const char *of_client)
{
	tags.of_client = of_client;
}

void event_set_tags(const struct tags *instead)
{
	tags = *instead;
}

void event_end(void)
{
	ASSERT_CHAT_LOCKED();
	for (int kind = 0; kind < OUTQ_KINDS; kind++) {
		if (rendered[kind] != MSG_NONE)
			msg_release(rendered[kind]);
		rendered[kind] = MSG_NONE;
	}
	line_ended = plain_gets_nothing = false;
	tags = (struct tags){ .wall_ms = now_wall_ms };
	session = in_batch = 0;
}

/* Blocks that the event takes at most, with a tag of `more` bytes in a block of its own. */
static int blocks_at_most(size_t more)
{
	return msg_blocks_for(line.len + tags_most(&tags) + 1 + more) + 1;
}

bool event_is_cut(void)
{
	return !line_ended && (line.overflow || line.len > LINE_MAX_BYTES - 2);
}

/* ---- rendering ---- */

/* Stores the plain form of an IRC line. MSG_NONE: plain readers get nothing of it, or the pool is empty (*dry). */
static msg_ref store_plain(const char *irc, size_t len, bool *dry)
{
	char *scratch = scratch_lines[SCRATCH_COPY].text;
	struct irc_msg m;
	struct buf out;
	msg_ref stored;

	*dry = false;
	memcpy(scratch, irc, len);
	scratch[len] = '\0';
	buf_init(&out, scratch_lines[SCRATCH_PLAIN].text, sizeof scratch_lines[SCRATCH_PLAIN].text);
	if (irc_parse(&m, scratch) < 0 || !plain_render(&out, &m, channel_lobby_name()))
		return MSG_NONE;
	(void)history_reserve(msg_blocks_for(out.len));
	msg_begin();
	msg_write(out.at, out.len);
	stored = msg_end(0, 0);
	*dry = stored == MSG_NONE;
	return stored;
}

static void end_line(void)
{
	if (line_ended)
		return;
	format_end(&line);
	line_ended = true;
}

/* Stores the event as IRC, with all its tags; each reader gets those that it wants (msg_view). */
static msg_ref store_irc(void)
{
	char text[64];
	size_t len, time;
	struct buf b;

	(void)history_reserve(blocks_at_most(0));
	msg_begin();
	if (in_batch != 0) {
		buf_init(&b, text, sizeof text);
		buf_fmt(&b, "@batch=%u%s ", in_batch, batch_more);
		msg_write(b.at, b.len);
		msg_write(line.at, line.len);
		return msg_end(b.len, MSG_TAGS_EXACT);
	}
	len = tags_write(&tags, MSG_TIME | MSG_TAGS, "@", &time);
	msg_write(" ", len > 0);
	msg_write(line.at, line.len);
	return msg_end(len + (len > 0), time);
}

/* The event for that kind of reader, stored on first use. MSG_NONE: nothing for it, or the pool is empty (*dry). */
static msg_ref render(enum outq_kind kind, bool *dry)
{
	*dry = false;
	if (rendered[kind] != MSG_NONE || (kind == OUTQ_PLAIN && plain_gets_nothing))
		return rendered[kind];
	end_line();
	if (kind == OUTQ_PLAIN) {
		rendered[kind] = store_plain(line.at, line.len - 2, dry);
		plain_gets_nothing = rendered[kind] == MSG_NONE && !*dry;
	} else {
		rendered[kind] = store_irc();
		*dry = rendered[kind] == MSG_NONE;
	}
	return rendered[kind];
}

/* ---- to readers ---- */

void event_to_reader(int slot)
{
	bool dry = false;
	msg_ref m = rendered[outqs[slot].kind];

	if (m == MSG_NONE)
		m = render(outqs[slot].kind, &dry);
	if (dry || (m != MSG_NONE && outqs[slot].open && !outq_push(slot, m)))
		bits_add(outq_overrun, slot);
}

void event_frame(int slot, const char *frame, size_t len)
{
	msg_ref m;

	ASSERT_CHAT_LOCKED();
	(void)history_reserve(msg_blocks_for(len));
	msg_begin();
	msg_write(frame, len);
	m = msg_end(MSG_FRAME, MSG_TAGS_EXACT);
	if (m == MSG_NONE || (outqs[slot].open && !outq_push(slot, m)))
		bits_add(outq_overrun, slot);
	if (m != MSG_NONE)
		msg_release(m);
}

/* Stores the event for the client whose command is running: with the response's tag, and the others that it wants. */
static msg_ref store_answer(int slot, const struct buf *tag, bool hold)
{
	unsigned wants = outqs[slot].wants;
	bool more = tags_any(&tags, wants);
	size_t len, time;

	end_line();
	(void)history_reserve(blocks_at_most(tag->len));
	msg_begin();
	msg_write(tag->at, tag->len);
	msg_write(more ? ";" : " ", 1);
	if (hold)
		msg_break();
	len = tag->len + 1 + tags_write(&tags, wants, "", &time);
	msg_write(" ", more);
	msg_write(line.at, line.len);
	return msg_end(len + more, MSG_TAGS_EXACT);
}

/* Queues the event, or the message `again` of history, as part of this thread's response to that client. False: it is
 * not part of one. */
static bool to_answer(int slot, msg_ref again)
{
	char text[ANSWER_TAG_BYTES];
	struct buf tag;
	enum labeled_place place;
	msg_ref m;

	buf_init(&tag, text, sizeof text);
	place = labeled_place(slot, &tag);
	if (place == ANSWER_NONE)
		return false;
	if (again == MSG_NONE) {
		m = store_answer(slot, &tag, place == ANSWER_FIRST);
	} else {
		(void)history_reserve(msg_block(again)->blocks + 1);
		msg_begin();
		msg_write(tag.at, tag.len);
		msg_write_on(again, outqs[slot].wants);
		m = msg_end(0, MSG_TAGS_EXACT);
	}
	if (m == MSG_NONE) {
		bits_add(outq_overrun, slot);
	} else if (place == ANSWER_FIRST) {
		labeled_hold(m);
	} else {
		if (outqs[slot].open && !outq_push(slot, m))
			bits_add(outq_overrun, slot);
		msg_release(m);
	}
	return true;
}

/* False: the event is not part of a response to that client, or needs no tag for it. */
static bool may_be_answer(int slot)
{
	return labeled_tagged() == slot && outqs[slot].kind == OUTQ_IRC && in_batch == 0;
}

void event_to(int slot)
{
	if (!may_be_answer(slot) || !to_answer(slot, MSG_NONE))
		event_to_reader(slot);
}

void event_to_set(const uint32_t set[SLOT_WORDS])
{
	uint32_t left[SLOT_WORDS];
	int answered = labeled_tagged();

	memcpy(left, set, sizeof left);
	if (answered >= 0 && bits_has(left, answered)) {
		event_to(answered);
		bits_remove(left, answered);
	}
	for (int slot; (slot = bits_next(left, SLOT_WORDS, 0)) >= 0;) {
		enum outq_kind kind = outqs[slot].kind;
		bool dry;
		msg_ref m = render(kind, &dry);
		outq_push_set(left, kind, m, dry, outq_overrun);
	}
}

void event_keep(enum history_kind kind, int channel)
{
	bool dry;
	msg_ref m = render(OUTQ_IRC, &dry);

	if (m != MSG_NONE)
		history_add(kind, channel, m, tags.number, tags.wall_ms, session, false);
}

msg_ref event_store_lines(const msg_ref *text, int n)
{
	size_t time, len = tags_most(&tags) + line.len;

	for (int i = 0; i < n; i++)
		len += 1 + msg_text_len(text[i]);
	(void)history_reserve(msg_blocks_for(len));
	msg_begin();
	len = tags_write(&tags, MSG_TIME | MSG_TAGS, "@", &time);
	msg_write(" ", len > 0);
	msg_write(line.at, line.len);
	for (int i = 0; i < n; i++) {
		bool first = i == 0; /* its mark, '+' or a space, is left out: there is no line before it */
		msg_write("\n", !first);
		msg_write_text(text[i], first, msg_text_len(text[i]) - first);
	}
	return msg_end(len + (len > 0), time);
}

void event_keep_lines(int channel, msg_ref m)
{
	history_add(HISTORY_TALK, channel, m, tags.number, tags.wall_ms, session, true);
}

void event_keep_everywhere(int slot)
{
	BITS_EACH(channel, users[slot].in, CHANNEL_WORDS)
		event_keep(HISTORY_DEEDS, channel);
}

void event_again(int slot, msg_ref m)
{
	char *text = scratch_lines[SCRATCH_EVENT].text;
	bool dry = false;

	ASSERT_CHAT_LOCKED();
	event_end();
	msg_hold(m); /* history may give it up while its other form is stored */
	if (outqs[slot].kind == OUTQ_PLAIN) {
		size_t len = msg_text(m, text, FORMAT_BYTES);
		rendered[OUTQ_PLAIN] = store_plain(text, len - 2, &dry);
		if (dry || (rendered[OUTQ_PLAIN] != MSG_NONE && !outq_push(slot, rendered[OUTQ_PLAIN])))
			bits_add(outq_overrun, slot);
	} else if (!(may_be_answer(slot) && to_answer(slot, m)) && !outq_push(slot, m)) {
		bits_add(outq_overrun, slot);
	}
	msg_release(m);
	event_end();
}
