/* server/multiline: timeouts of messages of several lines. The network is a function of the test's own. */
#include "patience.h"
#include "server/cmd/multiline.h"
#include "base/span.h"
#include "chat/event.h"
#include "chat/history.h"
#include "chat/lock.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "server/cmd/cap.h"
#include "server/cmd/command.h"
#include "server/cmd/reply.h"
#include "server/config/settings.h"
#include "server/conn/slot.h"
#include "unit.h"

static char sent[CLIENTS][4096]; /* the bytes sent to each slot's network */
static bool late;                /* time passes while the network is at it */

static long send_to_test(int slot, int conn, const struct span *vecs, int n)
{
	size_t len = 0;

	(void)conn;
	for (int i = 0; i < n; len += vecs[i++].len)
		strncat(sent[slot], vecs[i].at, vecs[i].len);
	if (late) {
		chat_lock();
		multiline_tick(event_now_ms() + MULTILINE_MS);
		chat_unlock();
	}
	return (long)len;
}

static const struct transport test_transport = { .name = "test", .send = send_to_test };

static void come(int slot, const char *nick, uint32_t caps)
{
	struct slot *s = &slots[slot];

	s->index = slot;
	s->transport = &test_transport;
	s->protocol = &protocol_irc;
	s->state = SLOT_OPEN;
	outq_open(slot, 1000);
	user_open(slot, "host", 1);
	user_set_nick(slot, nick);
	strcpy(users[slot].name, "~u");
	user_register(slot, 1000, 1);
	users[slot].caps = caps;
}

/* ann has all capabilities, bob has none. */
static void start(void)
{
	static bool initialised;

	if (!initialised) {
		chat_lock_init();
		strcpy(settings.name, "irc.example");
		labeled_init(settings.name);
		initialised = true;
	}
	chat_lock();
	late = false;
	memset(sent, 0, sizeof sent);
	memset(users, 0, CLIENTS * sizeof users[0]);
	memset(outqs, 0, CLIENTS * sizeof outqs[0]);
	memset(slots, 0, CLIENTS * sizeof slots[0]);
	memset(multilines, 0, MULTILINES * sizeof multilines[0]);
	memset(outq_ready, 0, sizeof outq_ready);
	memset(outq_overrun, 0, sizeof outq_overrun);
	memset(&user_counts, 0, sizeof user_counts);
	msg_init();
	history_init();
	come(0, "ann", CAP_MULTILINE | CAP_BATCH | CAP_LABELED_RESPONSE);
	come(1, "bob", 0);
	chat_unlock();
}

static void say(int slot, const char *text)
{
	char line[LINE_MAX_BYTES];
	struct irc_msg m;

	strcpy(line, text);
	if (irc_parse(&m, line) == 0)
		command_run(&slots[slot], &m);
}

/* Takes a client's queue, as the client would receive it. */
static const char *heard(int slot)
{
	static char text[4096];
	struct span vecs[64];
	int n;

	chat_lock();
	n = outq_peek(slot, vecs, 0, 64);
	text[0] = '\0';
	for (int i = 0; i < n; i++)
		strncat(text, vecs[i].at, vecs[i].len);
	outq_drop(slot);
	chat_unlock();
	return text;
}

static int blocks_in_use(void)
{
	int n;

	chat_lock();
	n = MSG_BLOCKS - msg_free_blocks();
	chat_unlock();
	return n;
}

static void tick_in(uint32_t ms)
{
	chat_lock();
	multiline_tick(event_now_ms() + ms);
	chat_unlock();
}

#define TOO_LONG "FAIL BATCH TIMEOUT 1 :This batch was open for too long\r\n"

TEST(a_batch_that_is_open_too_long_is_refused_with_its_label)
{
	start();
	say(0, "@label=l BATCH +1 draft/multiline bob");
	say(0, "@batch=1 PRIVMSG bob :one");
	tick_in(MULTILINE_MS - 1000);
	EXPECT_STR(heard(0), "");
	tick_in(MULTILINE_MS);
	EXPECT_STR(heard(0), "@label=l :irc.example " TOO_LONG);
	EXPECT_INT(blocks_in_use(), 0);
	say(0, "@batch=1 PRIVMSG bob :two");
	say(0, "BATCH -1");
	EXPECT_STR(heard(0), "");
	EXPECT_STR(heard(1), "");
	say(0, "PING :x");
	EXPECT_STR(heard(0), ":irc.example PONG irc.example :x\r\n");
}

TEST(a_timeout_does_not_interrupt_another_reply)
{
	start();
	say(0, "@label=l BATCH +1 draft/multiline bob");
	chat_lock();
	labeled_begin(&slots[0].answer, 0, "other", 5, true);
	reply(0, RPL_ENDOFINFO);
	chat_unlock();
	EXPECT_STR(heard(0), ""); /* it is held back: it may be the only line */
	/* the main thread comes in between */
	tick_in(MULTILINE_MS);
	EXPECT_STR(heard(0), "@label=l :irc.example " TOO_LONG);
	EXPECT(slots[0].answer.label != NULL && slots[0].answer.first != MSG_NONE);
	chat_lock();
	msg_release(slots[0].answer.first);
	chat_unlock();
	EXPECT_INT(blocks_in_use(), 0);
}

TEST(a_batch_that_ended_in_time_is_delivered_to_slow_readers)
{
	start();
	say(0, "@label=l BATCH +1 draft/multiline bob");
	say(0, "@batch=1 PRIVMSG bob :one");
	say(0, "@batch=1 PRIVMSG bob :two");
	chat_lock();
	while (outqs[1].blocks < OUTQ_SOFT) {
		msg_ref m;
		msg_begin();
		msg_write("x", 1);
		m = msg_end(0, 0);
		outq_push(1, m);
		msg_release(m);
	}
	chat_unlock();
	late = true;
	say(0, "BATCH -1");
	EXPECT_STR(heard(0), "@label=l :irc.example ACK\r\n");
	EXPECT_STR(heard(1), ":ann!~u@host PRIVMSG bob :one\r\n:ann!~u@host PRIVMSG bob :two\r\n");
	EXPECT_INT(blocks_in_use(), 0);
}

TEST(a_slow_batch_loses_its_place_to_a_waiting_one)
{
	start();
	chat_lock();
	for (int i = 2; i <= MULTILINES; i++) {
		char nick[] = { (char)('a' + i), '\0' };
		come(i, nick, CAP_MULTILINE | CAP_BATCH);
	}
	users[1].caps = CAP_MULTILINE | CAP_BATCH;
	chat_unlock();
	for (int i = 0; i < MULTILINES; i++)
		say(i, "BATCH +1 draft/multiline bob");
	say(MULTILINES, "BATCH +2 draft/multiline bob");
	EXPECT(strstr(heard(MULTILINES), "FAIL BATCH MULTILINE_INVALID") != NULL);
	multilines[0].opened_ms -= LARGE_MS;
	say(MULTILINES, "BATCH +3 draft/multiline bob");
	EXPECT_STR(heard(MULTILINES), "");
	EXPECT_STR(heard(0), ":irc.example " TOO_LONG);
	EXPECT_STR(heard(1), "");
	EXPECT_INT(multilines[0].owner, MULTILINES + 1);
	EXPECT_STR(multilines[0].ref, "3");
}
