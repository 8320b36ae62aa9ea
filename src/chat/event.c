/* event.c: one line on its way to its readers.
 *
 * Written once, rendered once for each kind of reader, stored once, and
 * queued by reference: the heart of linnetd. Owns event_lines. Called under
 * the chat lock; begin, append, to, keep, end. When the pool is empty,
 * history gives its oldest messages; commands run only after room.c has made
 * sure that there is enough for them.
 */
#include "chat/event.h"

#include <string.h>

#include "chat/history.h"
#include "chat/lock.h"
#include "chat/objects.h"
#include "irc/parse.h"
#include "irc/plain.h"

uint32_t event_overrun[SLOT_WORDS];

static uint64_t now_ms;
static uint64_t wall_ms;

static struct buf line; /* the event, in event_lines[EVENT_IRC] */
static size_t line_tags;
static bool line_ended, plain_gets_nothing;
static msg_ref rendered[OUTQ_KINDS] = { MSG_NONE, MSG_NONE }; /* the event as stored, for each kind of reader */

void event_set_time(uint64_t now, uint64_t wall)
{
	ASSERT_CHAT_LOCKED();
	if (now > now_ms)
		now_ms = now;
	if (wall > wall_ms || wall_ms - wall > 1000)
		wall_ms = wall; /* threads come a little late now and then: time does not go back for that */
}

uint64_t event_now_ms(void)
{
	return now_ms;
}

uint64_t event_wall_ms(void)
{
	return wall_ms;
}

struct buf *event_begin(void)
{
	ASSERT_CHAT_LOCKED();
	event_end();
	buf_init(&line, event_lines[EVENT_IRC].text, FORMAT_BYTES);
	format_time_tag(&line, wall_ms);
	line_tags = line.len;
	return &line;
}

struct buf *event_from(int slot)
{
	const struct user *u = &users[slot];
	struct buf *b = event_begin();

	buf_fmt(b, ":%s!%s@%s ", u->nick, u->name, u->host);
	return b;
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
}

bool event_reserve(int need)
{
	ASSERT_CHAT_LOCKED();
	while (msg_free_blocks() < need)
		if (!history_give())
			return false;
	return true;
}

/* Stores a text, in history's place if need be. */
static msg_ref store(const char *text, size_t len, size_t tags)
{
	return event_reserve(msg_blocks_for(len)) ? msg_new(text, len, tags) : MSG_NONE;
}

/* The plain form of an IRC line, stored; MSG_NONE when plain readers get nothing of it, or the pool is empty, which
 * is told by *dry. */
static msg_ref store_plain(const char *irc, size_t len, bool *dry)
{
	char *scratch = event_lines[EVENT_SCRATCH].text;
	struct irc_msg m;
	struct buf out;
	msg_ref stored;

	*dry = false;
	memcpy(scratch, irc, len);
	scratch[len] = '\0';
	buf_init(&out, event_lines[EVENT_PLAIN].text, sizeof event_lines[EVENT_PLAIN].text);
	if (irc_parse(&m, scratch) < 0 || !plain_render(&out, &m))
		return MSG_NONE;
	stored = store(out.at, out.len, 0);
	*dry = stored == MSG_NONE;
	return stored;
}

static void end_line(void)
{
	if (line_ended)
		return;
	format_end(&line, line_tags);
	line_ended = true;
}

/* The event as that kind of reader gets it; MSG_NONE when there is nothing for it, or the pool is empty (*dry). */
static msg_ref render(enum outq_kind kind, bool *dry)
{
	*dry = false;
	if (rendered[kind] != MSG_NONE || (kind == OUTQ_PLAIN && plain_gets_nothing))
		return rendered[kind];
	end_line();
	if (kind == OUTQ_PLAIN) {
		rendered[kind] = store_plain(line.at + line_tags, line.len - line_tags - 2, dry);
		plain_gets_nothing = rendered[kind] == MSG_NONE && !*dry;
	} else {
		rendered[kind] = store(line.at, line.len, line_tags);
		*dry = rendered[kind] == MSG_NONE;
	}
	return rendered[kind];
}

void event_to(int slot)
{
	bool dry;
	msg_ref m = render(outqs[slot].kind, &dry);

	if (dry || (m != MSG_NONE && outqs[slot].open && !outq_push(slot, m)))
		bits_add(event_overrun, slot);
}

void event_to_set(const uint32_t set[SLOT_WORDS])
{
	BITS_EACH(slot, set, SLOT_WORDS)
		event_to(slot);
}

void event_keep(int channel)
{
	bool dry;
	msg_ref m = render(OUTQ_IRC, &dry);

	if (m != MSG_NONE)
		history_add(channel, m);
}

void event_again(int slot, msg_ref m)
{
	char *text = event_lines[EVENT_IRC].text;
	bool dry = false;

	ASSERT_CHAT_LOCKED();
	event_end();
	msg_hold(m); /* history may have to give it while its plain form is stored */
	if (outqs[slot].kind == OUTQ_PLAIN) {
		size_t len = msg_text(m, false, text, sizeof event_lines[EVENT_IRC].text);
		rendered[OUTQ_PLAIN] = store_plain(text, len - 2, &dry);
		if (dry || (rendered[OUTQ_PLAIN] != MSG_NONE && !outq_push(slot, rendered[OUTQ_PLAIN])))
			bits_add(event_overrun, slot);
	} else if (!outq_push(slot, m)) {
		bits_add(event_overrun, slot);
	}
	msg_release(m);
	event_end();
}
