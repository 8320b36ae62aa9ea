/* cmd_help.c: HELP: the list of commands, and the usage of each.
 *
 * Each command's row in commands.def has its usage and its help. Source: Modern
 * IRC, "HELP message". Under the chat lock; stateless.
 */
#include "base/buf.h"
#include "base/check.h"
#include "server/cmd/command.h"
#include "server/cmd/reply.h"
#include "server/conn/slot.h"

#include <string.h>

/* Bytes of a line of command names: it fits well in a window of 80 columns. */
#define NAMES_WIDTH 60

/* Lists all commands, several to a line. */
static void help_overview(struct slot *s)
{
	int i = 0;

	reply(s->index, RPL_HELPSTART, "*", "The commands of this server");
	reply(s->index, RPL_HELPTXT, "*", "");
	while (i < command_count) {
		char line[NAMES_WIDTH + 1];
		struct buf b;
		buf_init(&b, line, sizeof line);
		while (i < command_count && b.len + 1 + strlen(commands[i].name) < sizeof line)
			buf_fmt(&b, "%s%s", b.len > 0 ? " " : "", commands[i++].name);
		reply(s->index, RPL_HELPTXT, "*", line);
	}
	reply(s->index, RPL_ENDOFHELP, "*", "HELP and a command explains it.");
}

void cmd_help(struct slot *s, const struct irc_msg *m)
{
	const char *subject = m->nparams > 0 ? m->params[0] : "";
	const struct command *c = command_find(subject);

	if (*subject == '\0') {
		help_overview(s);
	} else if (c == NULL) {
		reply(s->index, ERR_HELPNOTFOUND, reply_word(subject));
	} else {
		reply_format(s->index, RPL_HELPSTART, "%s :%s%s%s", c->name, c->name, *c->usage != '\0' ? " " : "",
		             c->usage);
		reply(s->index, RPL_HELPTXT, c->name, "");
		reply(s->index, RPL_ENDOFHELP, c->name, c->help);
	}
}
