/* plain_parse.c: plain mode: typed text as an IRC command.
 *
 * Pure, and works in place. A slash at the start of a line begins one of a few
 * commands; any other text is a message to the channel.
 */
#include "irc/plain.h"

#include <string.h>

#include "base/check.h"
#include "irc/name.h"

static enum plain_input command(struct irc_msg *m, const char *name, const char *first, const char *second)
{
	m->command = name;
	m->params[0] = first;
	m->params[1] = second;
	m->nparams = (first != NULL) + (second != NULL);
	return PLAIN_COMMAND;
}

static enum plain_input usage(struct irc_msg *m, const char *sentence)
{
	m->command = sentence;
	return PLAIN_USAGE;
}

/* Turns `/me text` into CTCP ACTION in place. There is no room for the final \1 on the right, so the text moves one
 * byte to the left; the prefix uses the headroom. */
static enum plain_input action(struct irc_msg *m, char *text, const char *channel)
{
	size_t len = strlen(text);
	char *start = text - 1 - (sizeof PLAIN_ACTION - 1);

	if (len == 0)
		return usage(m, "What do you do? /me waves");
	memmove(text - 1, text, len);
	memcpy(start, PLAIN_ACTION, sizeof PLAIN_ACTION - 1);
	text[len - 1] = '\1';
	text[len] = '\0';
	return command(m, "PRIVMSG", channel, start);
}

/* The commands of a channel's operators; each takes a nick or a mask: `/ban nick` is `MODE channel +b nick`. */
static const struct deed {
	const char *name, *command, *letters, *usage;
} deeds[] = {
	{ "/kick", "KICK", NULL, "Whom? /kick name reason" }, { "/ban", "MODE", "+b", "Whom? /ban name" },
	{ "/unban", "MODE", "-b", "Whom? /unban name" },      { "/op", "MODE", "+o", "Whom? /op name" },
	{ "/deop", "MODE", "-o", "Whom? /deop name" },        { "/invite", "INVITE", NULL, "Whom? /invite name" },
};

static enum plain_input deed(struct irc_msg *m, const struct deed *d, char *rest, const char *channel)
{
	const char *whom = irc_word(&rest);

	if (*whom == '\0')
		return usage(m, d->usage);
	if (strcmp(d->command, "INVITE") == 0)
		return command(m, d->command, whom, channel);
	(void)command(m, d->command, channel, d->letters != NULL ? d->letters : whom);
	if (d->letters != NULL)
		m->params[m->nparams++] = whom;
	else if (*rest != '\0')
		m->params[m->nparams++] = rest;
	return PLAIN_COMMAND;
}

/* `/mode` shows the modes, `/mode +l 20` changes them. */
static enum plain_input mode(struct irc_msg *m, char *rest, const char *channel)
{
	(void)command(m, "MODE", channel, NULL);
	for (const char *word; m->nparams < 4 && *(word = irc_word(&rest)) != '\0';)
		m->params[m->nparams++] = word;
	return PLAIN_COMMAND;
}

/* `/register password`; `/login password` or `/login name password`. */
static enum plain_input account(struct irc_msg *m, char *rest, bool makes)
{
	const char *first = irc_word(&rest);

	if (*first == '\0')
		return usage(m, makes ? "With which password? /register password"
		                      : "With which password? /login password, or /login name password");
	if (!makes)
		return command(m, "LOGIN", first, *rest != '\0' ? rest : NULL);
	(void)command(m, "REGISTER", "*", "*");
	m->params[m->nparams++] = first;
	return PLAIN_COMMAND;
}

static enum plain_input slash(struct irc_msg *m, char *line, const char *channel)
{
	char *rest = line;
	const char *name = irc_word(&rest);

	if (name_equal(name, "/me"))
		return action(m, rest, channel);
	if (name_equal(name, "/msg")) {
		const char *to = irc_word(&rest);
		if (*to == '\0' || *rest == '\0')
			return usage(m, "To whom, and what? /msg nick hello");
		return command(m, "PRIVMSG", to, rest);
	}
	if (name_equal(name, "/nick")) /* the whole rest: a name of two words is refused, not cut */
		return *rest == '\0' ? usage(m, "Which name? /nick name") : command(m, "NICK", rest, NULL);
	if (name_equal(name, "/join")) {
		const char *where = irc_word(&rest);
		const char *key = irc_word(&rest);
		return *where == '\0' ? usage(m, "Which channel? /join #channel")
		                      : command(m, "JOIN", where, *key != '\0' ? key : NULL);
	}
	if (name_equal(name, "/part")) {
		const char *where = irc_word(&rest);
		return command(m, "PART", *where != '\0' ? where : channel, NULL);
	}
	if (name_equal(name, "/topic"))
		return command(m, "TOPIC", channel, *rest != '\0' ? rest : NULL);
	if (name_equal(name, "/mode"))
		return mode(m, rest, channel);
	for (size_t i = 0; i < ARRAY_LEN(deeds); i++)
		if (name_equal(name, deeds[i].name))
			return deed(m, &deeds[i], rest, channel);
	if (name_equal(name, "/who"))
		return command(m, "NAMES", channel, NULL);
	if (name_equal(name, "/list") || name_equal(name, "/rooms"))
		return command(m, "LIST", NULL, NULL);
	if (name_equal(name, "/register") || name_equal(name, "/login"))
		return account(m, rest, name[1] == 'r' || name[1] == 'R');
	if (name_equal(name, "/quit"))
		return command(m, "QUIT", *rest != '\0' ? rest : NULL, NULL);
	m->command = name;
	return name_equal(name, "/help") ? PLAIN_HELP : PLAIN_UNKNOWN;
}

enum plain_input plain_parse(struct irc_msg *m, char *line, const char *channel)
{
	*m = (struct irc_msg){ .command = "" };
	if (line[strspn(line, " \t")] == '\0')
		return PLAIN_NOTHING;
	if (line[0] == '/' && line[1] != '/')
		return slash(m, line, channel);
	return command(m, "PRIVMSG", channel, line + (line[0] == '/'));
}
