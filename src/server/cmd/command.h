/* command.h: command dispatch: from a parsed line to its handler. */
#ifndef SERVER_CMD_COMMAND_H
#define SERVER_CMD_COMMAND_H

#include <stdint.h>

#include "base/buf.h"
#include "irc/parse.h"
#include "server/conn/slot.h"

/* When a command is allowed: before registration, after it, or both. */
enum {
	WHEN_NEW = 1,
	WHEN_HERE = 2,
	WHEN_ALWAYS = WHEN_NEW | WHEN_HERE,
	WHEN_OPER = 4, /* server operators only; combined with WHEN_HERE */
};

/* One row of the command table: all that is checked before the handler runs. */
struct command {
	const char *name;
	void (*run)(struct slot *s,
	            const struct irc_msg *m); /* under the chat lock, with room for REPLY_RESERVE replies */
	uint8_t when;
	uint8_t least; /* parameters: fewer are refused with 461 */
	uint8_t most;  /* parameters: more are dropped */
	uint8_t cost;  /* flood control: tokens that it takes; 0: free */
	const char *usage, *help; /* parameters and description, for HELP */
};

extern const struct command commands[];
extern const int command_count;

/* The command with that name, in any case; NULL: there is none. */
const struct command *command_find(const char *name);

/* Runs one command of a client, or replies with the error. Drops parameters of m beyond the command's most. Takes the
 * chat lock; waits for room to reply. */
void command_run(struct slot *s, struct irc_msg *m);

/* The start of command_run: records the time of the input, takes the chat lock, and waits for room to reply. */
void command_begin(struct slot *s);
/* The end of command_run: ends the answer, closes slots whose queues overran, and releases the chat lock. */
void command_end(struct slot *s);

/* Makes the replies that follow the answer to a line with these tags, for their label; for callers of command_begin,
 * which does not know them. */
void command_answers(struct slot *s, const char *tags);

/* The handlers: cmd_privmsg, and so on. */
#define X(name, function, when, least, most, cost, usage, help, token) \
	void cmd_##function(struct slot *s, const struct irc_msg *m);
#include "server/cmd/commands.def"
#undef X

/* Bytes of a buffer for a channel name as typed: a name and its NUL, and one byte more, so that a name that is too long
 * is noticed. */
#define NAME_BYTES (CHANNEL_MAX + 2)

#endif
