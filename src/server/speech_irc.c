/* speech_irc.c: a connection that speaks IRC: each line is a command. */
#include "server/speech.h"

#include "chat/lock.h"
#include "server/command.h"
#include "server/reply.h"

static void irc_line(struct slot *s, char *line)
{
	struct irc_msg m;

	if (irc_parse(&m, line) == 0)
		command_run(s, &m);
}

static void irc_bad_line(struct slot *s, const char *command, const char *why)
{
	(void)command; /* it may hold the very bytes that are wrong */
	ASSERT_CHAT_LOCKED();
	reply_fail(s->index, "*", "INVALID_UTF8", why);
}

static void irc_long_line(struct slot *s)
{
	reply(s->index, ERR_INPUTTOOLONG);
}

const struct speech speech_irc = {
	.name = "IRC",
	.kind = OUTQ_IRC,
	.line = irc_line,
	.bad_line = irc_bad_line,
	.long_line = irc_long_line,
};
