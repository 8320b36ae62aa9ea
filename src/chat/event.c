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
#include "chat/account.h"
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

_Static_assert(OUTQ_KINDS == 2, "event_begin sets each kind of reader");

static uint64_t now_ms, now_wall_ms; /* the time that the next event carries */
static uint32_t last_number;         /* the number of the last event that has one */
static const struct event *in_use;   /* the event whose line is in scratch_lines[SCRATCH_EVENT]; NULL: none */

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

struct buf *event_begin(struct event *e)
{
	ASSERT_CHAT_LOCKED();
	CHECK(in_use == NULL);
	in_use = e;
	*e = (struct event){ .tags.wall_ms = now_wall_ms, .stored = { MSG_NONE, MSG_NONE } };
	buf_init(&e->line, scratch_lines[SCRATCH_EVENT].text, FORMAT_BYTES);
	return &e->line;
}

struct buf *event_from_again(struct event *e, int slot)
{
	const struct user *u = &users[slot];
	struct buf *b = event_begin(e);
	char *to;

	e->tags.number = last_number;
	e->tags.account = account_of(slot);
	e->tags.bot = u->modes & USER_BOT;
	e->session = u->session;
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

struct buf *event_from(struct event *e, int slot)
{
	if (++last_number == UINT32_MAX) { /* all used up: start again, with new ids and an empty history */
		while (history_give())
			;
		msgid_start(random_number());
		last_number = 1;
	}
	return event_from_again(e, slot);
}

uint32_t event_number(void)
{
	return last_number;
}

void event_end(struct event *e)
{
	ASSERT_CHAT_LOCKED();
	CHECK(in_use == e);
	in_use = NULL;
	for (int kind = 0; kind < OUTQ_KINDS; kind++)
		if (e->stored[kind] != MSG_NONE)
			msg_release(e->stored[kind]);
}

/* Blocks that the event takes at most, with a tag of `more` bytes in a block of its own. */
static int blocks_at_most(const struct event *e, size_t more)
{
	return msg_blocks_for(e->line.len + tags_most(&e->tags) + 1 + more) + 1;
}

bool event_is_cut(const struct event *e)
{
	return !e->ended && (e->line.overflow || e->line.len > LINE_MAX_BYTES - 2);
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

static void end_line(struct event *e)
{
	if (e->ended)
		return;
	format_end(&e->line);
	e->ended = true;
}

/* Stores the event as IRC with the tags that are wanted. `exact`: for a single reader with those wants. */
static msg_ref store_irc(const struct event *e, unsigned wants, bool exact)
{
	char text[64];
	size_t len, time;
	struct buf b;

	(void)history_reserve(blocks_at_most(e, 0));
	msg_begin();
	if (e->batch != 0) {
		buf_init(&b, text, sizeof text);
		buf_fmt(&b, "@batch=%u%s ", e->batch, e->concat ? ";draft/multiline-concat" : "");
		msg_write(b.at, b.len);
		msg_write(e->line.at, e->line.len);
		return msg_end(b.len, MSG_TAGS_EXACT);
	}
	len = tags_write(&e->tags, wants, '@', &time);
	msg_write(" ", len > 0);
	msg_write(e->line.at, e->line.len);
	return msg_end(len + (len > 0), exact ? MSG_TAGS_EXACT : time);
}

/* The event for that kind of reader, stored on first use. MSG_NONE: nothing for it, or the pool is empty (*dry). */
static msg_ref render(struct event *e, enum outq_kind kind, bool *dry)
{
	*dry = false;
	if (e->stored[kind] != MSG_NONE || (kind == OUTQ_PLAIN && e->plain_gets_nothing))
		return e->stored[kind];
	end_line(e);
	if (kind == OUTQ_PLAIN) {
		e->stored[kind] = store_plain(e->line.at, e->line.len - 2, dry);
		e->plain_gets_nothing = e->stored[kind] == MSG_NONE && !*dry;
	} else {
		/* each reader gets the tags that it wants (msg_view) */
		e->stored[kind] = store_irc(e, MSG_TIME | MSG_TAGS, false);
		*dry = e->stored[kind] == MSG_NONE;
	}
	return e->stored[kind];
}

/* ---- to readers ---- */

/* Queues a message, or marks the reader for closing. */
static void queue(int slot, msg_ref m)
{
	if (outqs[slot].open && !outq_push(slot, m))
		bits_add(outq_overrun, slot);
}

void event_to_reader(struct event *e, int slot)
{
	bool dry;
	msg_ref m = render(e, outqs[slot].kind, &dry);

	if (dry)
		bits_add(outq_overrun, slot);
	else if (m != MSG_NONE)
		queue(slot, m);
}

void event_frame(int slot, const char *frame, size_t len)
{
	msg_ref m;

	ASSERT_CHAT_LOCKED();
	(void)history_reserve(msg_blocks_for(len));
	msg_begin();
	msg_write(frame, len);
	m = msg_end(MSG_FRAME, MSG_TAGS_EXACT);
	if (m == MSG_NONE) {
		bits_add(outq_overrun, slot);
	} else {
		queue(slot, m);
		msg_release(m);
	}
}

/* Stores the event for the client whose command is running: with the response's tag, and the others that it wants. */
static msg_ref store_answer(struct event *e, int slot, const struct buf *tag, bool hold)
{
	unsigned wants = outqs[slot].wants;
	bool more = tags_any(&e->tags, wants);
	size_t len, time;

	end_line(e);
	(void)history_reserve(blocks_at_most(e, tag->len));
	msg_begin();
	msg_write(tag->at, tag->len);
	msg_write(more ? ";" : " ", 1);
	if (hold)
		msg_break();
	len = tag->len + 1 + tags_write(&e->tags, wants, '\0', &time);
	msg_write(" ", more);
	msg_write(e->line.at, e->line.len);
	return msg_end(len + more, MSG_TAGS_EXACT);
}

/* The same for a message of history. */
static msg_ref store_again(msg_ref again, int slot, const struct buf *tag)
{
	(void)history_reserve(msg_block(again)->blocks + 1);
	msg_begin();
	msg_write(tag->at, tag->len);
	msg_write_on(again, outqs[slot].wants);
	return msg_end(0, MSG_TAGS_EXACT);
}

/* Queues the event, or if that is NULL the message `again` of history, as part of this thread's response to that
 * client. False: it is not part of one, or needs no tag for it. */
static bool to_answer(struct event *e, msg_ref again, int slot)
{
	char text[ANSWER_TAG_BYTES];
	struct buf tag;
	enum labeled_place place;
	msg_ref m;

	if (labeled_tagged() != slot || outqs[slot].kind != OUTQ_IRC || (e != NULL && e->batch != 0))
		return false;
	buf_init(&tag, text, sizeof text);
	place = labeled_place(slot, &tag);
	if (place == ANSWER_NONE)
		return false;
	m = e != NULL ? store_answer(e, slot, &tag, place == ANSWER_FIRST) : store_again(again, slot, &tag);
	if (m == MSG_NONE) {
		bits_add(outq_overrun, slot);
	} else if (place == ANSWER_FIRST) {
		labeled_hold(m);
	} else {
		queue(slot, m);
		msg_release(m);
	}
	return true;
}

void event_to(struct event *e, int slot)
{
	CHECK(e->stored[OUTQ_IRC] == MSG_NONE);
	if (to_answer(e, MSG_NONE, slot))
		return;
	if (outqs[slot].kind == OUTQ_IRC) {
		end_line(e);
		e->stored[OUTQ_IRC] = store_irc(e, outqs[slot].wants, true);
	}
	event_to_reader(e, slot);
}

void event_to_set(struct event *e, const uint32_t set[SLOT_WORDS])
{
	uint32_t left[SLOT_WORDS];
	int answered = labeled_tagged();

	memcpy(left, set, sizeof left);
	if (answered >= 0 && bits_has(left, answered) && to_answer(e, MSG_NONE, answered))
		bits_remove(left, answered);
	for (int slot; (slot = bits_next(left, SLOT_WORDS, 0)) >= 0;) {
		enum outq_kind kind = outqs[slot].kind;
		bool dry;
		msg_ref m = render(e, kind, &dry);
		outq_push_set(left, kind, m, dry, outq_overrun);
	}
}

void event_keep(struct event *e, enum history_kind kind, int channel)
{
	bool dry;
	msg_ref m = render(e, OUTQ_IRC, &dry);

	if (m != MSG_NONE)
		history_add(kind, channel, m, e->tags.number, e->tags.wall_ms, e->session, false);
}

msg_ref event_store_lines(const struct event *e, const msg_ref *text, int n)
{
	size_t time, len = tags_most(&e->tags) + e->line.len;

	for (int i = 0; i < n; i++)
		len += 1 + msg_text_len(text[i]);
	(void)history_reserve(msg_blocks_for(len));
	msg_begin();
	len = tags_write(&e->tags, MSG_TIME | MSG_TAGS, '@', &time);
	msg_write(" ", len > 0);
	msg_write(e->line.at, e->line.len);
	for (int i = 0; i < n; i++) {
		bool first = i == 0; /* its mark, '+' or a space, is left out: there is no line before it */
		msg_write("\n", !first);
		msg_write_text(text[i], first, msg_text_len(text[i]) - first);
	}
	return msg_end(len + (len > 0), time);
}

void event_keep_lines(const struct event *e, int channel, msg_ref m)
{
	history_add(HISTORY_TALK, channel, m, e->tags.number, e->tags.wall_ms, e->session, true);
}

void event_keep_everywhere(struct event *e, int slot)
{
	BITS_EACH(channel, users[slot].in, CHANNEL_WORDS)
		event_keep(e, HISTORY_DEEDS, channel);
}

void event_again(int slot, msg_ref m)
{
	char *text = scratch_lines[SCRATCH_EVENT].text;
	bool dry = false;

	ASSERT_CHAT_LOCKED();
	CHECK(in_use == NULL);
	msg_hold(m); /* history may give it up while its other form is stored */
	if (outqs[slot].kind == OUTQ_PLAIN) {
		size_t len = msg_text(m, text, FORMAT_BYTES);
		msg_ref plain = store_plain(text, len - 2, &dry);
		if (dry)
			bits_add(outq_overrun, slot);
		if (plain != MSG_NONE) {
			queue(slot, plain);
			msg_release(plain);
		}
	} else if (!to_answer(NULL, m, slot)) {
		queue(slot, m);
	}
	msg_release(m);
}
