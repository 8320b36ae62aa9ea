/* chat/elder and server/cmd/succession: which member becomes operator of a channel without one, and when. */
#include "server/cmd/succession.h"
#include "base/clock.h"
#include "base/span.h"
#include "chat/channel.h"
#include "chat/elder.h"
#include "chat/event.h"
#include "chat/history.h"
#include "chat/mask.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "chat_lock.h"
#include "patience.h"
#include "server/config/settings.h"
#include "unit.h"

#define PEOPLE 7

/* Seven people, a to g, who connected in this order. */
static void start(void)
{
	hold_chat_lock();
	memset(users, 0, CLIENTS * sizeof users[0]);
	memset(channels, 0, CHANNELS * sizeof channels[0]);
	memset(outqs, 0, CLIENTS * sizeof outqs[0]);
	memset(&user_counts, 0, sizeof user_counts);
	channel_count = 0;
	msg_init();
	history_init();
	mask_init();
	snprintf(settings.name, sizeof settings.name, "board.example");
	event_set_time(1000, 1795473600000ull);
	for (int i = 0; i < PEOPLE; i++) {
		const char nick[] = { (char)('a' + i), '\0' };
		user_open(i, "10.0.0.1", 1);
		user_set_nick(i, nick);
		users[i].registered = true;
		outq_open(i, 1000);
	}
}

/* A channel that these people join one after the other. */
static int channel_of(const char *nicks)
{
	int channel = channel_make(nicks[0] - 'a', "#garden", 1);

	for (; *nicks != '\0'; nicks++)
		channel_join(channel, *nicks - 'a');
	return channel;
}

static char successor(int channel)
{
	return users[elder_successor(channel)].nick[0];
}

static void leave(int channel, const char *nicks)
{
	for (; *nicks != '\0'; nicks++)
		channel_leave(channel, *nicks - 'a');
}

static void expect_op(int channel, int slot, bool op)
{
	EXPECT(channel_is_op(channel, slot) == op);
	EXPECT((channels[channel].opless_ms == 0) == op);
}

TEST(the_member_that_joined_first_comes_first)
{
	int channel;

	start();
	channel = channel_of("gcab");
	leave(channel, "g");
	EXPECT_INT(successor(channel), 'c');
	channel_join(channel, 6);
	leave(channel, "c");
	EXPECT_INT(successor(channel), 'a');
	leave(channel, "ab");
	EXPECT_INT(successor(channel), 'g');
}

TEST(after_the_remembered_members_the_oldest_connection_comes_first)
{
	int channel;

	_Static_assert(ELDERS == 4, "seven are more than the elders");
	start();
	channel = channel_of("gfedcba");
	leave(channel, "gfe"); /* their places are taken by a, b, c: of those left, d alone was known */
	EXPECT_INT(successor(channel), 'd');
	leave(channel, "d");
	EXPECT_INT(successor(channel), 'a');
	leave(channel, "ca");
	EXPECT_INT(successor(channel), 'b');
}

TEST(a_bot_is_the_last_to_become_operator)
{
	int channel;

	start();
	channel = channel_of("gabcdef");
	leave(channel, "g");
	for (int i = 0; i < 5; i++)
		users[i].modes |= USER_BOT;
	EXPECT_INT(successor(channel), 'f');
	users[5].modes |= USER_BOT;
	EXPECT_INT(successor(channel), 'a');
}

TEST(a_channel_without_operators_gets_one_after_a_minute)
{
	struct span vecs[8];
	char text[256] = "";
	struct buf b;
	uint64_t before = clock_ms(), due;
	int channel;

	start();
	channel = channel_of("abc");
	channels[channel].modes |= CHANNEL_INVITED;
	EXPECT(succession_due() == UINT64_MAX);
	leave(channel, "a");
	due = succession_due();
	EXPECT(due >= before + OPLESS_MS && due <= clock_ms() + OPLESS_MS);
	succession_tick(due - 1);
	expect_op(channel, 1, false);
	succession_tick(due);
	expect_op(channel, 1, true);
	EXPECT(succession_due() == UINT64_MAX);
	for (int reader = 1; reader < 3; reader++) {
		int n = outq_peek(reader, vecs, 0, 8);
		buf_init(&b, text, sizeof text);
		for (int i = 0; i < n; i++)
			buf_bytes(&b, vecs[i].at, vecs[i].len);
		EXPECT_STR(text, ":board.example MODE #garden +o b\r\n");
	}
}

TEST(an_operator_made_during_the_minute_stays_the_only_one)
{
	int channel;

	start();
	channel = channel_of("abc");
	channel_set_op(channel, 0, false);
	channel_set_op(channel, 2, true);
	EXPECT(succession_due() == UINT64_MAX);
	succession_tick(clock_ms() + OPLESS_MS);
	expect_op(channel, 2, true);
	EXPECT(!channel_is_op(channel, 0) && !channel_is_op(channel, 1));
}

TEST(of_several_channels_one_at_a_time_gets_an_operator)
{
	int first, second;

	start();
	first = channel_of("ab");
	second = channel_make(2, "#kitchen", 1);
	channel_join(second, 2);
	channel_set_op(first, 0, false);
	channel_set_op(second, 2, false);
	channels[second].opless_ms++;
	succession_tick(clock_ms() + OPLESS_MS);
	expect_op(first, 0, true);
	expect_op(second, 2, false);
	succession_tick(clock_ms() + OPLESS_MS + 1);
	expect_op(second, 2, true);
}
