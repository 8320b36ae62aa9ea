/* speech_plain.c: a connection of a person without a client, such as nc.
 *
 * The first line is a name, then every line goes to the room, or is one of a
 * few commands. All of it becomes IRC commands (irc/plain.c), so there is
 * nothing that a plain user could do, or see, that an IRC user could not.
 * Runs in the slot's own thread.
 */
#include "server/speech.h"

#include <string.h>

#include "base/buf.h"
#include "chat/lock.h"
#include "irc/name.h"
#include "irc/plain.h"
#include "server/command.h"
#include "server/objects.h"
#include "server/reply.h"

static const char *const help[] = {
	"Type a line and press Enter: everyone in the room reads it.",
	"/nick name       call yourself something else",
	"/me waves        say what you do",
	"/who             who is in the room",
	"/msg name text   say something to one person only",
	"/join #room      go to another room; /part leaves it, /rooms lists them",
	"/topic text      what the room is about",
	"/quit            leave",
};

/* Says a sentence to the person. */
static void say(struct slot *s, const char *sentence)
{
	command_begin(s);
	reply_notice(s->index, "%s", sentence);
	command_end(s);
}

static void say_help(struct slot *s)
{
	for (size_t i = 0; i < ARRAY_LEN(help); i++)
		say(s, help[i]);
}

/* Runs a command with up to four parameters; the unused ones are NULL. */
static void run(struct slot *s, const char *command, const char *a, const char *b, const char *c, const char *d)
{
	struct irc_msg m = { .command = command, .params = { a, b, c, d } };

	while (m.nparams < 4 && m.params[m.nparams] != NULL)
		m.nparams++;
	command_run(s, &m);
}

/* Does the user have a name; and are they in? */
static void look(struct slot *s, bool *named, bool *registered)
{
	chat_lock();
	*named = users[s->index].nick[0] != '\0';
	*registered = users[s->index].registered;
	chat_unlock();
}

/* They have said who they are: into the lobby. */
static void enter(struct slot *s)
{
	say(s, "Welcome! Everything you type goes to everyone in " PLAIN_LOBBY ". /help shows what else you can do.");
	run(s, "JOIN", PLAIN_LOBBY, NULL, NULL, NULL);
}

/* A line of someone who is not registered: first the name, then, if the server wants one, the password. */
static void introduce(struct slot *s, char *line)
{
	bool named, registered;
	char *end = line + strlen(line);
	char name[NICK_MAX + 1];

	while (end > line && end[-1] == ' ')
		*--end = '\0';
	line += strspn(line, " ");
	look(s, &named, &registered);
	if (!named) {
		if (*line == '\0') {
			say(s, "Type your name and press Enter.");
			return;
		}
		run(s, "NICK", line, NULL, NULL, NULL);
		look(s, &named, &registered);
		if (!named) {
			say(s, "Please type another name.");
			return;
		}
		if (settings.password != NULL) {
			say(s, "This server wants its password: type it and press Enter.");
			return;
		}
	} else {
		run(s, "PASS", line, NULL, NULL, NULL);
	}
	chat_lock();
	buf_copy(name, sizeof name, users[s->index].nick);
	chat_unlock();
	run(s, "USER", name, "0", "*", name);
	look(s, &named, &registered);
	if (registered)
		enter(s);
}

/* Text goes to the room that was joined last. */
static void follow_join(struct slot *s, const struct irc_msg *m)
{
	int channel;

	chat_lock();
	channel = channel_find(m->params[0]);
	if (channel >= 0)
		s->room = channel;
	chat_unlock();
}

/* The name that this room has now; when they have left it, or were thrown out, the lobby's. */
static void find_room(struct slot *s, char name[CHANNEL_MAX + 1])
{
	chat_lock();
	buf_copy(name, CHANNEL_MAX + 1, channel_has(s->room, s->index) ? channels[s->room].name : PLAIN_LOBBY);
	chat_unlock();
}

static void plain_line(struct slot *s, char *line)
{
	struct irc_msg m;
	char room[CHANNEL_MAX + 1];
	bool named, registered;

	look(s, &named, &registered);
	if (!registered) {
		introduce(s, line);
		return;
	}
	find_room(s, room);
	switch (plain_parse(&m, line, room)) {
	case PLAIN_COMMAND:
		command_run(s, &m);
		if (strcmp(m.command, "JOIN") == 0)
			follow_join(s, &m);
		break;
	case PLAIN_NOTHING:
		break;
	case PLAIN_HELP:
		say_help(s);
		break;
	case PLAIN_USAGE:
		say(s, m.command);
		break;
	case PLAIN_UNKNOWN:
		command_begin(s);
		reply_notice(s->index, "There is no %s here. /help shows what there is.", m.command);
		command_end(s);
		break;
	}
}

static void plain_bad_line(struct slot *s, char *line, const char *why)
{
	(void)line;
	reply_notice(s->index, "That line was not sent: %s.", why);
}

static void plain_long_line(struct slot *s)
{
	reply_notice(s->index, "That line was not sent: it is too long. At most %d bytes fit.", LINE_MAX_BYTES - 2);
}

const struct speech speech_plain = {
	.name = "plain lines",
	.kind = OUTQ_PLAIN,
	.empty_lines = true,
	.may_idle = true,
	.line = plain_line,
	.bad_line = plain_bad_line,
	.long_line = plain_long_line,
};
