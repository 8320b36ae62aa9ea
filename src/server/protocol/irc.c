/* irc.c: the IRC protocol: each line is a command. Stateless. */
#include "server/protocol/protocol.h"

#include <string.h>

#include "base/utf8.h"
#include "irc/name.h"
#include "server/cmd/command.h"
#include "server/cmd/leave.h"
#include "server/cmd/multiline.h"
#include "server/cmd/reply.h"

static const char a_line_is_missing[] = "A line of this message could not be used: it was not sent";

static void irc_line(struct slot *s, char *line)
{
	struct irc_msg m;

	if (irc_parse(&m, line) < 0)
		return;
	if (m.tags != NULL) /* slow, so done here, where no lock is held */
		m.tags = irc_tags_last(line + (m.tags - line));
	command_run(s, &m);
}

static void irc_bad_line(struct slot *s, char *line, const char *why)
{
	struct irc_msg m;
	bool word = irc_parse(&m, line) == 0;

	command_begin(s);
	if (word && m.tags != NULL && utf8_valid(m.tags, strlen(m.tags)))
		command_answers(s, m.tags);
	for (const char *p = m.command; *p != '\0'; p++)
		if (name_fold(*p) < 'a' || name_fold(*p) > 'z')
			word = false; /* not a command: it may contain the invalid bytes, so it is not echoed */
	/* INVALID_UTF8 is defined by UTF8ONLY, which 005 announces to all clients, so it needs no capability. */
	reply_line(s->index, "FAIL %s INVALID_UTF8 :Your line was not used: %s", word ? m.command : "*", why);
	multiline_break(s, a_line_is_missing);
	command_end(s);
}

static void irc_long_line(struct slot *s)
{
	command_begin(s);
	reply(s->index, ERR_INPUTTOOLONG);
	multiline_break(s, a_line_is_missing);
	command_end(s);
}

const struct protocol protocol_irc = {
	.name = "IRC",
	.kind = OUTQ_IRC,
	.tags_max = CLIENT_TAGS_MAX,
	.line = irc_line,
	.bad_line = irc_bad_line,
	.long_line = irc_long_line,
	.leave = leave_chat,
	.closing = reply_closing,
};
