/* command.h: from a parsed line to the function that does it. */
#ifndef SERVER_CMD_COMMAND_H
#define SERVER_CMD_COMMAND_H

#include <stdint.h>

#include "base/buf.h"
#include "irc/parse.h"
#include "server/conn/slot.h"

/* When a command may be given: before the client has said who it is, after, or both. */
enum {
	WHEN_NEW = 1,
	WHEN_HERE = 2,
	WHEN_ALWAYS = WHEN_NEW | WHEN_HERE,
	WHEN_OPER = 4, /* only by an operator of the server; stands beside WHEN_HERE */
};

/* One row of the table: everything that need not be checked in the handler. */
struct command {
	const char *name;
	void (*run)(struct slot *s,
	            const struct irc_msg *m); /* under the chat lock, with room for REPLY_RESERVE answers */
	uint8_t when;
	uint8_t least; /* parameters: fewer are refused with 461; */
	uint8_t most;  /* what is beyond this is left out */
	uint8_t cost;  /* what flood control counts */
	const char *usage, *help; /* its parameters, and what it does: what HELP shows */
};

extern const struct command commands[];
extern const int command_count;

/* The command of that name, in any case; NULL when there is none. */
const struct command *command_find(const char *name);

/* Runs one command of a client, or answers what is wrong with it; parameters beyond the most are taken off m. Takes the
 * chat lock; waits for room. */
void command_run(struct slot *s, struct irc_msg *m);

/* What command_run does around the command itself: notes the time, takes the lock and waits for room to answer; and
 * closes whom it overran, and lets go of the lock. */
void command_begin(struct slot *s);
void command_end(struct slot *s);

/* Says that what follows answers a line with these tags, for the label in them; where command_begin could not know. */
void command_answers(struct slot *s, const char *tags);

/* The handlers: cmd_privmsg, and so on. */
#define X(name, function, when, least, most, cost, usage, help, token) \
	void cmd_##function(struct slot *s, const struct irc_msg *m);
#include "server/cmd/commands.def"
#undef X

/* Bytes for a channel's name that was typed: one more than it may have, so that one too long is seen. */
#define NAME_BYTES (CHANNEL_MAX + 2)

#endif
