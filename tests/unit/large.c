/* server/large: the few large input buffers, as one thread sees them. */
#include "chat/lock.h"
#include "server/conn/large_input.h"
#include "server/conn/slot.h"
#include "unit.h"

static struct slot *start(enum slot_state state)
{
	struct slot *s = &slots[0];

	chat_lock_init();
	chat_lock();
	memset(large_inputs, 0, LARGE_INPUTS * sizeof large_inputs[0]);
	s->state = state;
	line_start(&s->in, s->input, sizeof s->input, LINE_MAX_BYTES - 2, CLIENT_TAGS_MAX);
	return s;
}

static int taken(void)
{
	int n = 0;

	for (int i = 0; i < LARGE_INPUTS; i++)
		n += large_inputs[i].owner != 0;
	return n;
}

TEST(a_long_line_moves_to_a_large_input_and_back)
{
	struct slot *s = start(SLOT_OPEN);

	large_input_take(s);
	EXPECT_INT(taken(), 1);
	EXPECT(s->in.at == large_inputs[0].bytes);
	large_input_give(s, false);
	EXPECT_INT(taken(), 0);
	EXPECT(s->in.at == s->input);
	chat_unlock();
}

TEST(a_closing_client_gets_no_large_input)
{
	struct slot *s = start(SLOT_CLOSING);

	large_input_take(s);
	EXPECT_INT(taken(), 0);
	EXPECT(s->in.at == s->input);
	chat_unlock();
}

TEST(only_an_executed_line_extends_the_deadline)
{
	struct slot *s = start(SLOT_OPEN);
	size_t room, len;
	char *line;

	large_input_take(s);
	large_inputs[0].since_ms = 1;
	memset(line_room(&s->in, &room), 'x', 1200);
	line_filled(&s->in, 1200);
	large_input_give(s, false);
	EXPECT_INT(taken(), 1);
	EXPECT_INT(large_inputs[0].since_ms, 1);
	memset(line_room(&s->in, &room), 'x', 1200);
	*s->in.at = 'x';
	s->in.at[LINE_HEADROOM + 1200] = '\n';
	line_filled(&s->in, 1200);
	EXPECT_INT(line_next(&s->in, &line, &len, false), LINE_LONG);
	large_input_give(s, false);
	EXPECT_INT(taken(), 1);
	EXPECT(large_inputs[0].since_ms > 1);
	chat_unlock();
}
