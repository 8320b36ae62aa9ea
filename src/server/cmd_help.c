/* cmd_help.c: HELP: what can be asked of this server, and how.
 *
 * Each command of the table in command.c has a topic here; a test walks them.
 * Source: Modern IRC, "HELP message". Under the chat lock; stateless.
 */
#include "server/command.h"

#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "chat/lock.h"
#include "server/objects.h"
#include "server/reply.h"

/* What stands behind the command, and what it does. A topic whose command is not in the table is not shown. */
static const struct topic {
	const char *command, *parameters, *text;
} topics[] = {
	{ "CAP", "LS [302] | LIST | REQ :capability... | END", "Agrees on capabilities (IRCv3)." },
	{ "PASS", "password", "The password of the server, before NICK and USER." },
	{ "NICK", "nick", "Calls you that." },
	{ "USER", "name 0 * :real name", "Says who you are, once." },
	{ "PING", "token", "The server answers PONG with the same token." },
	{ "PONG", "token", "Answers the server's PING." },
	{ "QUIT", "[:reason]", "Leaves the server." },
	{ "JOIN", "#channel[,#channel...] [key[,key...]] | 0", "Enters channels, or leaves all of them." },
	{ "PART", "#channel[,#channel...] [:reason]", "Leaves channels." },
	{ "NAMES", "[#channel[,#channel...]]", "Who is in a channel." },
	{ "TOPIC", "#channel [:text]", "Shows or sets what a channel is about." },
	{ "LIST", "[#channel[,...] | condition[,...]]", "The channels, or those that meet conditions such as >5." },
	{ "INVITE", "nick #channel", "Lets somebody into a channel." },
	{ "KICK", "#channel nick[,nick...] [:reason]", "Throws somebody out of a channel." },
	{ "RENAME", "#channel #name [:reason]", "Gives a channel another name." },
	{ "MODE", "#channel|nick [modes [parameters...]]",
	  "Shows or changes modes. Yours: i invisible, w wallops, B bot." },
	{ "PRIVMSG", "target[,target...] :text", "Says something to people or channels." },
	{ "NOTICE", "target[,target...] :text", "The same, never to be answered by a program." },
	{ "TAGMSG", "target[,target...]", "Sends tags alone." },
	{ "REDACT", "target msgid [:reason]", "Takes a message back." },
	{ "CHATHISTORY", "subcommand target ...", "What was said before." },
	{ "MARKREAD", "target [timestamp=...]", "Up to where you have read." },
	{ "BATCH", "+|-reference [type parameters...]", "Puts the lines of one message together." },
	{ "AWAY", "[:text]", "Says that you are away, or back." },
	{ "SETNAME", ":real name", "Changes your real name." },
	{ "WHO", "mask|#channel [o] [%fields[,token]]",
	  "Users that match; o: operators only; % chooses the fields (WHOX)." },
	{ "WHOIS", "[server] nick[,nick...]", "All about somebody." },
	{ "WHOWAS", "nick [count]", "Who had that nick before." },
	{ "ISON", "nick [nick...]", "Which of them are here." },
	{ "USERHOST", "nick [nick...]", "Where they are, for up to five." },
	{ "MONITOR", "+|- nick[,nick...] | C | L | S", "Tells you when somebody comes or goes." },
	{ "MOTD", "[server]", "The message of the day." },
	{ "LUSERS", "", "How many are here." },
	{ "VERSION", "[server]", "What this server is, and what it can do." },
	{ "ISUPPORT", "", "What this server can do." },
	{ "ADMIN", "[server]", "Who runs this server." },
	{ "TIME", "[server]", "What time it is here." },
	{ "INFO", "[server]", "About this server." },
	{ "LINKS", "", "The servers: there is one." },
	{ "STATS", "u | m", "u: for how long it has been up; m: its memory." },
	{ "HELP", "[command]", "This." },
	{ "OPER", "name password", "Makes you an operator of the server." },
	{ "KILL", "nick :reason", "Ends somebody's connection. For operators." },
	{ "REHASH", "", "Reads the message of the day, the password and the operators anew. For operators." },
	{ "RESTART", "", "Is refused: whoever started the server can do that. For operators." },
	{ "WALLOPS", ":text", "Says something to all who have mode w. For operators." },
};

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
	const char *subject = m->nparams > 0 ? m->params[0] : "";
	const struct command *c = command_find(subject);
	const struct topic *topic = NULL;

	if (*subject == '\0') {
		help_overview(s);
		return;
	}
	for (size_t i = 0; c != NULL && topic == NULL && i < ARRAY_LEN(topics); i++)
		if (strcmp(topics[i].command, c->name) == 0)
			topic = &topics[i];
	if (topic == NULL) {
		reply(s->index, ERR_HELPNOTFOUND, reply_word(subject));
		return;
	}
	reply_format(s->index, RPL_HELPSTART, "%s :%s %s", c->name, c->name, topic->parameters);
	reply(s->index, RPL_HELPTXT, c->name, "");
	reply(s->index, RPL_ENDOFHELP, c->name, topic->text);
}
