/* cmd_help.c: HELP: what can be asked of this server, and how.
 *
 * Each command of the table in command.c has a topic here; a test walks them.
 * Source: Modern IRC, "HELP message". Under the chat lock; stateless.
 */
#include "base/buf.h"
#include "base/check.h"
#include "server/cmd/command.h"
#include "server/cmd/reply.h"
#include "server/conn/slot.h"

#include <string.h>

/* clang-format off */
/* For each command two strings: the command with its parameters, and what it does. One text without pointers is the
 * smallest form. A topic whose command is not in the table is not shown. */
static const char topics[] =
	"CAP LS [302] | LIST | REQ :capabilities | END\0"   "Agrees on capabilities.\0"
	"PASS password\0"                                   "The server's password, first of all.\0"
	"NICK nick\0"                                       "Calls you that.\0"
	"USER name 0 * :real name\0"                        "Says who you are.\0"
	"PING token\0"                                      "Is answered with PONG.\0"
	"PONG token\0"                                      "Answers PING.\0"
	"QUIT [:reason]\0"                                  "Leaves the server.\0"
	"JOIN #channel[,...] [key[,...]] | 0\0"             "Enters channels; 0 leaves all.\0"
	"PART #channel[,...] [:reason]\0"                   "Leaves channels.\0"
	"NAMES [#channel[,...]]\0"                          "Who is in a channel.\0"
	"TOPIC #channel [:text]\0"                          "Shows or sets the topic.\0"
	"LIST [#channel[,...] | condition[,...]]\0"         "Channels; a condition is >5, *mask* ...\0"
	"INVITE nick #channel\0"                            "Lets somebody in.\0"
	"KICK #channel nick[,...] [:reason]\0"              "Throws somebody out.\0"
	"RENAME #channel #name [:reason]\0"                 "Gives it another name.\0"
	"MODE #channel|nick [modes [parameters]]\0"         "Shows or changes modes; yours are i w B.\0"
	"PRIVMSG target[,...] :text\0"                      "Says something to people or channels.\0"
	"NOTICE target[,...] :text\0"                       "The same, never to be answered by a program.\0"
	"TAGMSG target[,...]\0"                             "Sends tags alone.\0"
	"REDACT target msgid [:reason]\0"                   "Takes a message back.\0"
	"CHATHISTORY subcommand target ...\0"               "What was said before.\0"
	"MARKREAD target [timestamp=...]\0"                 "Up to where you have read.\0"
	"BATCH +|-reference [type parameters]\0"            "Lines that belong together.\0"
	"AWAY [:text]\0"                                    "You are away, or back.\0"
	"SETNAME :real name\0"                              "Changes your real name.\0"
	"WHO mask|#channel [o][%fields[,token]]\0"          "Users that match; o: operators; %: WHOX.\0"
	"WHOIS [server] nick[,...]\0"                       "All about somebody.\0"
	"WHOWAS nick [count]\0"                             "Who had that nick before.\0"
	"ISON nick ...\0"                                   "Which of them are here.\0"
	"USERHOST nick ...\0"                               "Where they are, up to five.\0"
	"MONITOR +|- nick[,...] | C | L | S\0"              "Who comes and goes.\0"
	"MOTD [server]\0"                                   "The message of the day.\0"
	"LUSERS\0"                                          "How many are here.\0"
	"VERSION [server]\0"                                "What this server is.\0"
	"ISUPPORT\0"                                        "What this server can do.\0"
	"ADMIN [server]\0"                                  "Who runs this server.\0"
	"TIME [server]\0"                                   "What time it is here.\0"
	"INFO [server]\0"                                   "About this server.\0"
	"LINKS\0"                                           "The servers: there is one.\0"
	"STATS u|m\0"                                       "How long it has been up; its memory.\0"
	"HELP [command]\0"                                  "This.\0"
	"OPER name password\0"                              "Makes you an operator of the server.\0"
	"KILL nick :reason\0"                               "Ends somebody's connection. For operators.\0"
	"REHASH\0"                                          "Reads files anew. For operators.\0"
	"RESTART\0"                                         "Is refused. For operators.\0"
	"WALLOPS :text\0"                                   "Tells all with mode w. For operators.\0";
/* clang-format on */

/* The first string of a command's topic, or NULL. */
static const char *topic_of(const char *command)
{
	size_t n = strlen(command);

	for (const char *usage = topics; *usage != '\0';) {
		if (strncmp(usage, command, n) == 0 && (usage[n] == ' ' || usage[n] == '\0'))
			return usage;
		usage += strlen(usage) + 1;
		usage += strlen(usage) + 1;
	}
	return NULL;
}

/* Bytes of a line of names: what shows well in a window of 80 columns. */
#define NAMES_WIDTH 60

/* All commands, a few to a line. */
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
	reply(s->index, RPL_ENDOFHELP, "*", "HELP and one of them tells more.");
}

void cmd_help(struct slot *s, const struct irc_msg *m)
{
	const char *subject = m->nparams > 0 ? m->params[0] : "", *usage;
	const struct command *c = command_find(subject);

	if (*subject == '\0') {
		help_overview(s);
	} else if (c == NULL || (usage = topic_of(c->name)) == NULL) {
		reply(s->index, ERR_HELPNOTFOUND, reply_word(subject));
	} else {
		reply(s->index, RPL_HELPSTART, c->name, usage);
		reply(s->index, RPL_HELPTXT, c->name, "");
		reply(s->index, RPL_ENDOFHELP, c->name, usage + strlen(usage) + 1);
	}
}
