/* command.c: command dispatch: from a parsed line to its handler.
 *
 * The table holds all commands of linnetd: its rows are in commands.def.
 * Whether a command is allowed now, and its number of parameters, is checked
 * here, so handlers start clean. Owns nothing.
 */
#include "server/cmd/command.h"

#include "base/check.h"
#include "base/clock.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "chat/user.h"
#include "irc/name.h"
#include "server/cmd/cap.h"
#include "server/cmd/multiline.h"
#include "server/cmd/reply.h"
#include "server/conn/backpressure.h"
#include "server/conn/flood.h"
#include "server/conn/slot.h"

const struct command commands[] = {
#define X(name, function, when, least, most, cost, usage, help, token) \
	{ name, cmd_##function, when, least, most, cost, usage, help },
#include "server/cmd/commands.def"
#undef X
};
const int command_count = ARRAY_LEN(commands);

const struct command *command_find(const char *name)
{
	for (int i = 0; i < command_count; i++) {
		bool letter = ((commands[i].name[0] ^ name[0]) & ~('a' ^ 'A')) == 0; /* rules out most names at once */
		if (letter && name_equal(commands[i].name, name))
			return &commands[i];
	}
	return NULL;
}

void command_answers(struct slot *s, const char *tags)
{
	uint32_t caps = users[s->index].caps;
	size_t len = 0;
	const char *label = caps & CAP_LABELED_RESPONSE ? irc_tag_raw(tags, "label", &len) : NULL;

	labeled_begin(&s->answer, s->index, label, len, caps & CAP_BATCH);
}

/* command_begin with the command's tags, and without the wait. */
static void begin(struct slot *s, const char *tags)
{
	uint64_t now = clock_ms();
	uint64_t wall = clock_wall_ms();

	chat_lock();
	event_set_time(now, wall);
	s->heard_ms = now;
	s->pinged = false;
	command_answers(s, tags);
}

void command_begin(struct slot *s)
{
	begin(s, NULL);
	(void)backpressure_wait_to_answer(s->index);
}

void command_end(struct slot *s)
{
	CHECK(s->state != SLOT_FREE);
	labeled_end();
	backpressure_close_overrun();
	chat_unlock();
}

/* Runs the command if it is allowed now; else replies with the error. */
static void run(struct slot *s, struct irc_msg *m)
{
	const struct command *c = command_find(m->command);
	bool here = users[s->index].registered;

	flood_pay(s, c != NULL ? c->cost : 1);
	if (backpressure_wait_to_answer(s->index) == BACKPRESSURE_CLOSED)
		return;
	if (here && multiline_takes(s, m))
		return;
	if (c == NULL) {
		if (here)
			reply(s->index, ERR_UNKNOWNCOMMAND, reply_word(m->command));
		else
			reply(s->index, ERR_NOTREGISTERED);
		return;
	}
	if (!(c->when & (here ? WHEN_HERE : WHEN_NEW))) {
		reply(s->index, ERR_NOTREGISTERED);
	} else if (c->when & WHEN_OPER && !(users[s->index].modes & USER_OPER)) {
		reply(s->index, ERR_NOPRIVILEGES);
	} else if (m->nparams < c->least) {
		reply(s->index, ERR_NEEDMOREPARAMS, c->name);
	} else {
		if (m->nparams > c->most)
			m->nparams = c->most;
		c->run(s, m);
	}
}

void command_run(struct slot *s, struct irc_msg *m)
{
	begin(s, m->tags);
	run(s, m);
	command_end(s);
}
