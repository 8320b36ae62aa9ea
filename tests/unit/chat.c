/* chat/: the message pool, queues, history, users, channels and events, as one thread sees them. */
#include "base/span.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/history.h"
#include "chat/mask.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "chat_lock.h"
#include "irc/msgid.h"
#include "patience.h"
#include "server/conn/slot.h"
#include "unit.h"

/* Everything empty and the lock held: each test begins like this. */
static void start(void)
{
	hold_chat_lock();
	memset(users, 0, CLIENTS * sizeof users[0]);
	memset(channels, 0, CHANNELS * sizeof channels[0]);
	memset(outqs, 0, CLIENTS * sizeof outqs[0]);
	memset(outq_ready, 0, sizeof outq_ready);
	memset(outq_blocked, 0, sizeof outq_blocked);
	memset(outq_full, 0, sizeof outq_full);
	memset(outq_overrun, 0, sizeof outq_overrun);
	memset(&user_counts, 0, sizeof user_counts);
	channel_count = 0;
	msg_init();
	history_init();
	mask_init();
	event_set_time(1000, 1795473600000ull);
}

/* A message whose first `tags` bytes are tags, and the first `time` of them the time. */
static msg_ref tagged(const char *text, size_t tags, size_t time)
{
	msg_begin();
	msg_write(text, strlen(text));
	return msg_end(tags, time);
}

static msg_ref message(const char *text)
{
	return tagged(text, 0, 0);
}

static const char *text_of(msg_ref m)
{
	static char text[1100];

	msg_text(m, text, sizeof text);
	return text;
}

TEST(a_message_is_kept_until_its_last_reference_is_dropped)
{
	msg_ref m;

	start();
	m = message("hello");
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS - 1);
	msg_hold(m);
	msg_release(m);
	EXPECT_STR(text_of(m), "hello");
	msg_release(m);
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS);
}

TEST(blocks_held_only_by_history_count_as_available)
{
	msg_ref m;

	start();
	m = message("hello");
	EXPECT_INT(msg_available(), MSG_BLOCKS - 1);
	msg_keep(m);
	msg_keep(m); /* in two channels */
	msg_release(m);
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS - 1);
	EXPECT_INT(msg_available(), MSG_BLOCKS);
	msg_hold(m); /* and a reader asks for it */
	EXPECT_INT(msg_available(), MSG_BLOCKS - 1);
	msg_forget(m);
	msg_release(m);
	EXPECT_STR(text_of(m), "hello");
	EXPECT_INT(msg_available(), MSG_BLOCKS);
	msg_forget(m);
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS);
}

TEST(a_message_can_have_a_reference_in_every_ring_entry)
{
	msg_ref m;

	start();
	m = message("again and again");
	for (int i = 0; i < CLIENTS * OUTQ_RING; i++)
		msg_hold(m);
	for (int i = 0; i < CLIENTS * OUTQ_RING; i++)
		msg_release(m);
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS - 1);
	msg_release(m);
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS);
}

TEST(a_message_takes_as_many_blocks_as_it_needs)
{
	char text[4 * MSG_DATA + 1];
	size_t sizes[] = { 0, 1, MSG_DATA, MSG_DATA + 1, 2 * MSG_DATA, 4 * MSG_DATA };
	int blocks[] = { 1, 1, 1, 2, 2, 4 };

	start();
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		msg_ref m;
		memset(text, 'a' + (int)i, sizes[i]);
		text[sizes[i]] = '\0';
		m = message(text);
		EXPECT_INT(msg_blocks_for(sizes[i]), blocks[i]);
		EXPECT_INT(msg_free_blocks(), MSG_BLOCKS - blocks[i]);
		EXPECT_STR(text_of(m), text);
		msg_release(m);
	}
}

TEST(a_full_pool_refuses_and_changes_nothing)
{
	static msg_ref all[MSG_BLOCKS];
	char two_blocks[MSG_DATA + 2];

	start();
	memset(two_blocks, 'x', sizeof two_blocks);
	two_blocks[MSG_DATA + 1] = '\0';
	for (int i = 0; i < MSG_BLOCKS - 1; i++)
		all[i] = message("x");
	EXPECT_INT(message(two_blocks), MSG_NONE);
	EXPECT_INT(msg_free_blocks(), 1);
	all[MSG_BLOCKS - 1] = message("the last one");
	EXPECT(all[MSG_BLOCKS - 1] != MSG_NONE);
	EXPECT_INT(message("one more"), MSG_NONE);
	for (int i = 0; i < MSG_BLOCKS; i++)
		msg_release(all[i]);
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS);
}

/* All that waits for a slot, as one text. */
static const char *peek(int slot)
{
	static char text[8192];
	struct span vecs[64];
	size_t len = 0;
	int n = outq_peek(slot, vecs, 0, 64);

	for (int i = 0; i < n; i++) {
		memcpy(text + len, vecs[i].at, vecs[i].len);
		len += vecs[i].len;
	}
	text[len] = '\0';
	return text;
}

TEST(a_queue_returns_its_messages_in_order_and_in_pieces)
{
	msg_ref a, b;

	start();
	outq_open(0, 0);
	a = message("first\n");
	b = message("second\n");
	EXPECT(outq_push(0, a) && outq_push(0, b));
	msg_release(a);
	msg_release(b);
	EXPECT(bits_has(outq_ready, 0));
	EXPECT_STR(peek(0), "first\nsecond\n");
	outq_sent(0, 8, 5);
	EXPECT_STR(peek(0), "cond\n");
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS - 1);
	outq_sent(0, 5, 6);
	EXPECT_STR(peek(0), "");
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS);
}

TEST(a_text_is_read_and_written_at_any_offset_across_blocks)
{
	char text[3 * MSG_DATA], got[sizeof text + 20];
	size_t len = sizeof text - 1;
	msg_ref m, again;

	start();
	for (size_t i = 0; i < len; i++)
		text[i] = (char)(i % 100 == 99 ? '\n' : 'a' + i % 26);
	text[len] = '\0';
	msg_begin();
	msg_write("@time=x;y ", 10);
	msg_write(text, len);
	m = msg_end(10, 7);
	EXPECT_INT(msg_text_len(m), len);
	EXPECT_INT(msg_tags(m, got, sizeof got), 8);
	EXPECT_STR(got, "time=x;y");
	EXPECT_INT(msg_tags(m, got, 5), 4);
	EXPECT_STR(got, "time");
	for (size_t from = 0; from <= len; from++) {
		size_t line = strcspn(text + from, "\n");
		EXPECT_INT(msg_line(m, from, got, sizeof got), line);
		EXPECT(memcmp(got, text + from, line) == 0 && got[line] == '\0');
		EXPECT_INT(msg_line(m, from, got, 4), line < 3 ? line : 3);
		msg_begin();
		msg_write_text(m, from, 170);
		again = msg_end(0, 0);
		msg_text(again, got, sizeof got);
		EXPECT_INT(strlen(got), len - from < 170 ? len - from : 170);
		EXPECT(strncmp(got, text + from, strlen(got)) == 0);
		msg_release(again);
	}
	msg_release(m);
	m = message("no tags");
	EXPECT_INT(msg_tags(m, got, sizeof got), 0);
	msg_release(m);
}

/* The queue of slot 0, as a reader with those wants receives it. */
static const char *as_wanted(unsigned wants)
{
	outqs[0].wants = (uint8_t)wants;
	return peek(0);
}

TEST(a_queue_gives_each_reader_the_tags_it_wants)
{
	const char *both = "@time=1;msgid=2;+x one\n", *time = "@time=1 one\n", *other = "@msgid=2 one\n";
	struct {
		const char *text;
		size_t tags, time;
		const char *none, *with_time, *with_tags, *all;
	} cases[] = {
		{ both, 19, 7, "one\n", "@time=1 one\n", "@msgid=2;+x one\n", both },
		{ time, 8, 7, "one\n", time, "one\n", time },
		{ other, 9, 0, "one\n", "one\n", other, other },
		{ "one\n", 0, 0, "one\n", "one\n", "one\n", "one\n" },
		{ "@label=1 one\n", 9, MSG_TAGS_EXACT, "@label=1 one\n", "@label=1 one\n", "@label=1 one\n",
		  "@label=1 one\n" },
	};

	start();
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		msg_ref m = tagged(cases[i].text, cases[i].tags, cases[i].time);
		outq_open(0, 0);
		outq_push(0, m);
		EXPECT_STR(as_wanted(0), cases[i].none);
		EXPECT_STR(as_wanted(MSG_TIME), cases[i].with_time);
		EXPECT_STR(as_wanted(MSG_TAGS), cases[i].with_tags);
		EXPECT_STR(as_wanted(MSG_TIME | MSG_TAGS), cases[i].all);
		msg_release(m);
		outq_close(0);
	}
}

/* Sends a queue byte by byte, or in steps of n: all that comes out. */
static const char *drained(int slot, size_t n)
{
	static char text[1024];
	size_t len = 0;

	for (;;) {
		const char *left = peek(slot);
		size_t step = strlen(left) < n ? strlen(left) : n;
		if (step == 0)
			break;
		memcpy(text + len, left, step);
		len += step;
		outq_sent(slot, step, 0);
	}
	text[len] = '\0';
	return text;
}

TEST(a_message_sent_in_pieces_is_the_same_in_every_form)
{
	const char *wanted[] = { "one\none\n", "@time=1 one\n@time=1 one\n", "@msgid=2 one\n@msgid=2 one\n",
		                 "@time=1;msgid=2 one\n@time=1;msgid=2 one\n" };

	start();
	for (unsigned wants = 0; wants < 4; wants++)
		for (size_t step = 1; step < 40; step++) {
			msg_ref m = tagged("@time=1;msgid=2 one\n", 16, 7);
			outq_open(0, 0);
			outqs[0].wants = (uint8_t)wants;
			outq_push(0, m);
			outq_push(0, m);
			EXPECT_STR(drained(0, step), wanted[wants]);
			msg_release(m);
			outq_close(0);
			EXPECT_INT(msg_free_blocks(), MSG_BLOCKS);
		}
}

TEST(a_partly_sent_message_keeps_its_form)
{
	msg_ref m;

	start();
	outq_open(0, 0);
	m = tagged("@t=1 one\n", 5, 4);
	outq_push(0, m);
	outq_push(0, m);
	EXPECT_STR(peek(0), "one\none\n");
	outqs[0].wants = MSG_TIME; /* asked for while the first flush was under way */
	outq_sent(0, 2, 5);
	EXPECT_STR(peek(0), "e\n@t=1 one\n");
	outq_sent(0, 2 + 9, 5);
	EXPECT_INT(outqs[0].count, 0);
	msg_release(m);
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS);
}

/* A message of so many blocks. */
static msg_ref blocks(int n)
{
	static char text[64 * MSG_DATA + 1];

	memset(text, 'x', sizeof text - 1);
	text[n * MSG_DATA] = '\0';
	return message(text);
}

TEST(a_queue_is_full_at_half_its_ring_until_the_low_mark)
{
	msg_ref m;

	start();
	outq_open(0, 0);
	m = message("x");
	for (int i = 0; i < OUTQ_HALF - 1; i++)
		outq_push(0, m);
	EXPECT(!bits_has(outq_full, 0));
	outq_push(0, m);
	EXPECT(bits_has(outq_full, 0));
	peek(0);
	outq_sent(0, OUTQ_HALF - OUTQ_LOW, 3);
	EXPECT(bits_has(outq_full, 0));
	peek(0);
	outq_sent(0, 1, 4);
	EXPECT(!bits_has(outq_full, 0));
	outq_close(0);
	msg_release(m);
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS);
}

TEST(a_queue_is_full_at_its_limit_of_blocks)
{
	msg_ref m;

	start();
	outq_open(0, 0);
	m = blocks(8);
	for (int i = 0; i < OUTQ_SOFT / 8 - 1; i++)
		outq_push(0, m);
	EXPECT(!bits_has(outq_full, 0));
	outq_push(0, m);
	EXPECT(bits_has(outq_full, 0));
	outq_close(0);
	msg_release(m);
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS);
}

TEST(a_ring_takes_messages_up_to_its_size)
{
	msg_ref m;

	start();
	outq_open(0, 0);
	m = message("x");
	for (int i = 0; i < OUTQ_RING; i++)
		EXPECT(outq_push(0, m));
	EXPECT(!outq_push(0, m));
	outq_close(0);
	EXPECT(!outq_push(0, m));
	msg_release(m);
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS);
}

TEST(dropping_a_queue_keeps_the_rest_of_a_partly_sent_message)
{
	msg_ref m;

	start();
	outq_open(0, 0);
	m = message("hello\n");
	outq_push(0, m);
	outq_push(0, m);
	peek(0);
	outq_sent(0, 2, 0);
	outq_drop(0);
	EXPECT_STR(peek(0), "llo\n");
	outq_close(0);
	outq_open(0, 0);
	outq_push(0, m);
	outq_drop(0);
	EXPECT_STR(peek(0), "");
	outq_close(0);
	msg_release(m);
}

/* The n newest messages of a channel, newest last, with spaces between. */
static const char *history(int channel, int n)
{
	static char text[1024];
	struct buf b;
	uint32_t number = history_back(channel, true, UINT32_MAX, n);
	const struct history_entry *e;

	buf_init(&b, text, sizeof text);
	for (; (e = history_after(channel, true, number)) != NULL; number = e->number)
		buf_fmt(&b, "%s%s", b.len > 0 ? " " : "", text_of(e->msg));
	return text;
}

static uint32_t number;

static void keep(enum history_kind kind, int channel, const char *text)
{
	msg_ref m = message(text);

	number++;
	history_add(kind, channel, m, number, 1795473600000ull + number, 0, false);
	msg_release(m);
}

static void say(int channel, const char *text)
{
	keep(HISTORY_TALK, channel, text);
}

TEST(history_gives_the_last_lines_of_one_channel)
{
	start();
	EXPECT_STR(history(1, 5), "");
	say(1, "a");
	say(2, "x");
	say(1, "b");
	say(1, "c");
	EXPECT_STR(history(1, 2), "b c");
	EXPECT_STR(history(1, 3), "a b c");
	EXPECT_STR(history(1, 99), "a b c");
	EXPECT_STR(history(2, 1), "x");
	EXPECT_STR(history(1, 0), "");
}

TEST(history_is_evicted_oldest_first)
{
	start();
	say(1, "a");
	say(2, "b");
	say(1, "c");
	EXPECT(history_give());
	EXPECT_STR(history(1, 9), "c");
	EXPECT_STR(history(2, 9), "b");
	EXPECT(history_give() && history_give());
	EXPECT(!history_give());
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS);
}

TEST(history_is_bounded)
{
	start();
	say(2, "the very first");
	for (int i = 0; i < HISTORY_MAX - 1; i++)
		say(1, "x");
	EXPECT_STR(history(2, 1), "the very first");
	say(1, "x");
	EXPECT_STR(history(2, 1), "");
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS - HISTORY_MAX);
}

TEST(closing_a_channel_frees_its_history)
{
	start();
	say(1, "a");
	say(2, "b");
	history_forget(1);
	EXPECT_STR(history(1, 9), "");
	EXPECT_STR(history(2, 9), "b");
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS - 1);
	EXPECT(history_give());
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS);
}

TEST(a_reader_of_history_skips_evicted_messages)
{
	const struct history_entry *e;

	start();
	say(1, "a");
	say(1, "b");
	say(1, "c");
	e = history_after(1, false, history_back(1, false, UINT32_MAX, 3));
	EXPECT_STR(text_of(e->msg), "a");
	history_give();
	history_give();
	e = history_after(1, false, e->number);
	EXPECT_STR(text_of(e->msg), "c");
	EXPECT(history_after(1, false, e->number) == NULL);
}

TEST(messages_and_events_are_in_one_order_and_events_are_evicted_first)
{
	start();
	say(1, "a");
	keep(HISTORY_DEEDS, 1, "join");
	say(1, "b");
	EXPECT_STR(history(1, 9), "a join b");
	EXPECT_STR(history(1, 2), "join b");
	EXPECT_STR(text_of(history_before(1, false, number)->msg), "a");
	EXPECT(history_give());
	EXPECT_STR(history(1, 9), "a b");
}

TEST(events_never_evict_messages)
{
	start();
	say(1, "a");
	for (int i = 0; i < 2 * HISTORY_DEEDS_MAX; i++)
		keep(HISTORY_DEEDS, 1, "join");
	EXPECT_STR(text_of(history_before(1, false, UINT32_MAX)->msg), "a");
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS - 1 - HISTORY_DEEDS_MAX);
}

TEST(timestamps_are_found_in_history)
{
	uint64_t first;

	start();
	EXPECT_INT(history_until(1795473600000ull), 0);
	EXPECT_INT(history_since(1795473600000ull), UINT32_MAX);
	say(1, "a");
	first = 1795473600000ull + number;
	keep(HISTORY_DEEDS, 1, "join");
	say(1, "b");
	EXPECT_INT(history_until(first - 1), 0);
	EXPECT_INT(history_until(first), number - 2);
	EXPECT_INT(history_until(first + 1), number - 1);
	EXPECT_INT(history_since(first), number - 2);
	EXPECT_INT(history_since(first + 1), number - 1);
	EXPECT_INT(history_since(first + 3), UINT32_MAX);
}

TEST(a_single_message_can_be_removed_from_history)
{
	start();
	say(1, "a");
	say(1, "b");
	history_drop(history_before(1, true, number));
	EXPECT_STR(history(1, 9), "b");
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS - 1);
}

/* A registered user in a slot, with a queue. */
static void user(int slot, const char *nick)
{
	user_open(slot, "127.0.0.1", 1);
	outq_open(slot, 0);
	user_set_nick(slot, nick);
	strcpy(users[slot].name, "~u");
	user_register(slot, 0, 0);
}

TEST(users_are_found_by_nick_in_any_case)
{
	start();
	user(0, "Bob");
	EXPECT_INT(user_find_registered("bOB"), 0);
	EXPECT_INT(user_find_registered("rob"), -1);
	user_set_nick(0, "rob");
	EXPECT_INT(user_find_registered("bob"), -1);
	EXPECT_INT(user_find_registered("ROB"), 0);
	user_close(0);
	EXPECT_INT(user_find_registered("rob"), -1);
	EXPECT_INT(user_counts.present, 0);
	EXPECT_INT(user_counts.registered_most, 1);
}

TEST(the_first_member_is_operator_and_the_last_one_closes_the_channel)
{
	int c;

	start();
	user(0, "a");
	user(1, "b");
	c = channel_make(0, "#x", 0);
	channel_join(c, 0);
	channel_join(c, 1);
	EXPECT_INT(channel_find("#X"), c);
	EXPECT(channel_is_op(c, 0) && !channel_is_op(c, 1));
	EXPECT_STR(channel_signs(c, 0, false), "@");
	EXPECT(user_shares_channel(0, 1));
	channel_leave(c, 0);
	EXPECT(!user_shares_channel(0, 1));
	channel_leave(c, 1);
	EXPECT_INT(channel_find("#x"), -1);
	EXPECT_INT(channel_count, 0);
}

TEST(an_event_is_stored_once_for_each_kind_of_reader)
{
	struct event e;
	uint32_t all[SLOT_WORDS] = { 0 };

	start();
	for (int i = 0; i < 5; i++) {
		outq_open(i, 0);
		bits_add(all, i);
	}
	outqs[3].kind = outqs[4].kind = OUTQ_PLAIN;
	buf_str(event_begin(&e), ":bob!u@h PRIVMSG #lobby :hi");
	event_to_set(&e, all);
	event_end(&e);
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS - 2);
	EXPECT_STR(peek(0), ":bob!u@h PRIVMSG #lobby :hi\r\n");
	EXPECT_STR(peek(4), "<bob> hi\r\n");
	EXPECT(outqs[0].ring[0] == outqs[2].ring[0] && outqs[3].ring[0] == outqs[4].ring[0]);
	for (int i = 0; i < 5; i++)
		outq_close(i);
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS);
}

TEST(an_event_that_plain_readers_do_not_get_costs_them_nothing)
{
	struct event e;

	start();
	outq_open(0, 0);
	outqs[0].kind = OUTQ_PLAIN;
	buf_str(event_begin(&e), "PING :x");
	event_to(&e, 0);
	event_end(&e);
	EXPECT_INT(outqs[0].count, 0);
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS);
}

TEST(one_reader_may_hold_blocks_up_to_its_limit)
{
	msg_ref big, small;

	start();
	outq_open(0, 0);
	big = blocks(8);
	small = message("x");
	for (int i = 0; i < OUTQ_MOST / 8; i++)
		EXPECT(outq_push(0, big));
	EXPECT(!outq_push(0, small));
	EXPECT(!outq_push(0, big));
	outq_close(0);
	msg_release(big);
	msg_release(small);
	EXPECT_INT(msg_free_blocks(), MSG_BLOCKS);
}

TEST(a_reader_is_charged_for_the_time_others_wait_and_earns_it_back)
{
	msg_ref m;

	start();
	outq_open(0, 1000);
	EXPECT_INT(outq_charge(0, 1000 + OUTQ_CHARGE_MS), OUTQ_CHARGE_MS);
	EXPECT_INT(outq_charge(0, 1000 + 2 * OUTQ_CHARGE_MS), 2 * OUTQ_CHARGE_MS);
	/* A while in which nobody waited counts for it, slowly. */
	EXPECT_INT(outq_charge(0, 1000 + 2 * OUTQ_CHARGE_MS + OUTQ_FORGIVE * 100), 2 * OUTQ_CHARGE_MS - 100);
	m = blocks(1);
	outq_push(0, m);
	EXPECT_INT(outq_peek(0, (struct span[4]){ { 0 } }, 0, 4), 1);
	outq_push(0, m);
	outq_sent(0, OUTQ_EARN_BYTES / 8, 50000); /* that may be in its socket's buffer */
	EXPECT_INT(outqs[0].waited_ms, 2 * OUTQ_CHARGE_MS - 100);
	outqs[0].filled = true;
	outq_sent(0, OUTQ_EARN_BYTES / 8, 50000);
	EXPECT_INT(outqs[0].waited_ms, 2 * OUTQ_CHARGE_MS - 225);
	outq_close(0);
	msg_release(m);
}

TEST(events_evict_history_when_the_pool_is_full)
{
	struct event e;

	start();
	outq_open(0, 0);
	for (int i = 0; i < HISTORY_MAX; i++)
		say(1, "old");
	while (msg_free_blocks() > 0)
		message("held by somebody");
	buf_str(event_begin(&e), "PING :new");
	event_to(&e, 0);
	event_end(&e);
	EXPECT_STR(peek(0), "PING :new\r\n");
	EXPECT_INT(bits_count(outq_overrun, SLOT_WORDS), 0);
}

TEST(a_reader_without_queue_space_is_marked)
{
	struct event e;

	start();
	outq_open(0, 0);
	for (int i = 0; i < OUTQ_RING; i++)
		outq_push(0, message("x"));
	buf_str(event_begin(&e), "PING :x");
	event_to(&e, 0);
	event_end(&e);
	EXPECT(bits_has(outq_overrun, 0));
}

TEST(reserving_evicts_no_more_history_than_needed)
{
	start();
	for (int i = 0; i < 10; i++)
		say(1, "old");
	while (msg_free_blocks() > 3)
		message("held by somebody");
	EXPECT(history_reserve(3));
	EXPECT_INT(msg_free_blocks(), 3);
	EXPECT(history_reserve(5));
	EXPECT_INT(msg_free_blocks(), 5);
	EXPECT_INT(msg_available(), 13);
	EXPECT(!history_reserve(14)); /* in vain: nothing is given for it */
	EXPECT_INT(msg_free_blocks(), 5);
	EXPECT(history_reserve(13));
	EXPECT_INT(msg_free_blocks(), 13);
}

TEST(time_in_events_does_not_go_back_for_a_late_thread)
{
	start();
	event_set_time(2000, 1795473601000ull);
	event_set_time(1990, 1795473600990ull);
	EXPECT_INT(event_now_ms(), 2000);
	EXPECT_INT(event_wall_ms(), 1795473601000ull);
	event_set_time(2001, 1000); /* the clock was set: that is believed */
	EXPECT_INT(event_wall_ms(), 1000);
}

TEST(without_a_known_date_events_have_no_time_and_ids_still_increase)
{
	struct event e;
	const char *first, *second;

	start();
	msgid_start(1);
	user(0, "ann");
	user(1, "bob");
	msgid_start(1);
	event_set_time(2001, 7000); /* 1970 */
	for (int i = 0; i < 2; i++) {
		buf_str(event_from(&e, 1), "AWAY");
		event_to_reader(&e, 0);
		event_end(&e);
	}
	EXPECT_STR(as_wanted(0), ":bob!~u@127.0.0.1 AWAY\r\n:bob!~u@127.0.0.1 AWAY\r\n");
	EXPECT_STR(as_wanted(MSG_TIME), ":bob!~u@127.0.0.1 AWAY\r\n:bob!~u@127.0.0.1 AWAY\r\n");
	first = as_wanted(MSG_TIME | MSG_TAGS);
	EXPECT(strncmp(first, "@msgid=", 7) == 0);
	second = strstr(first + 1, "@msgid=");
	EXPECT(second != NULL && strcmp(second, first) > 0);
	EXPECT(strstr(first, "time=") == NULL);
}
