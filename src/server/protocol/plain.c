/* plain.c: the plain protocol, for users without an IRC client, such as with nc.
 *
 * The first line is a name. Each further line is a message to a channel (plain_target.c), or a command. Every
 * line is translated to IRC commands (irc/plain_parse.c): plain users can do nothing that IRC users cannot.
 */
#include "irc/plain.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "chat/account.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "chat/mask.h"
#include "chat/user.h"
#include "irc/name.h"
#include "irc/propose.h"
#include "server/cmd/audience.h"
#include "server/cmd/command.h"
#include "server/cmd/leave.h"
#include "server/cmd/reply.h"
#include "server/config/settings.h"
#include "server/conn/alive.h"
#include "server/conn/slot.h"
#include "server/protocol/plain_target.h"
#include "server/protocol/protocol.h"

#include <string.h>

static const char *const help[] = {
	"Type a line and press Enter: everyone in the channel reads it.",
	"/nick name       call yourself something else",
	"/me waves        say what you do",
	"/who             who is in the channel",
	"/msg name text   say something to one person only",
	"/join #channel   go to another channel; /part leaves it, /list lists them",
	"/topic text      what the channel is about",
	"/invite name     ask somebody to come to the channel",
#if ACCOUNTS > 0
	"/register word   keep your name: the password word is asked for from then on; /login",
#endif
	"/quit            leave",
	"If you run the channel, which an @ before your name shows:",
	"/kick name why   throw somebody out",
	"/ban name        keep somebody out, or silent while they are in; /unban ends that",
	"/op name         let somebody run the channel, too; /deop ends that",
	"/mode +m         change how the channel works; /mode shows it",
};

void protocol_hint(int slot)
{
	struct event e;

	buf_str(event_begin(&e), "-- Type your name and press Enter to join the chat.");
	event_to(&e, slot);
	event_end(&e);
}

/* Sends a notice to the user. */
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

/* Reads whether the user has a name, and whether they are registered. */
static void look(struct slot *s, bool *named, bool *registered)
{
	chat_lock();
	*named = users[s->index].nick[0] != '\0';
	*registered = users[s->index].registered;
	chat_unlock();
}

/* ---- names ---- */

/* Writes a free nick close to the typed name. */
static void propose(const char *typed, char nick[NICK_MAX + 1])
{
	char nearest[NICK_MAX + 1];

	propose_nick(typed, nearest);
	buf_copy(nick, NICK_MAX + 1, nearest);
	for (int n = 2; user_find_registered(nick) >= 0; n++) /* ends: there are at most CLIENTS users */
		propose_variation(nearest, n, nick);
}

/* Sets the user's name. If it is invalid or in use, says so and proposes another one; `how` is the command to type
 * before it, or "". */
static void take_name(struct slot *s, const char *typed, const char *how)
{
	char nick[NICK_MAX + 1];
	bool right, owned, taken = false;

	command_begin(s);
	right = name_is_nick(typed);
	owned = right && account_protects(typed, s->index);
	if (right && !owned && !account_owns(s->index, typed)) {
		int owner = user_find_registered(typed);
		taken = owner >= 0 && owner != s->index;
		if (taken)
			alive_doubt(owner);
	}
	if (owned && users[s->index].registered)
		reply_notice(s->index, "%s has a password: type /login %s and the password, then /nick %s.", typed,
		             typed, typed);
	else if (owned)
		user_set_nick(s->index, typed); /* introduce() asks for the password */
	if (!right || taken)
		propose(typed, nick);
	if (taken)
		reply_notice(s->index, "%s is taken. %s is free: type %s%s, or another name.", typed, nick, how, nick);
	else if (!right)
		reply_notice(s->index,
		             "\"%.*s\" cannot be a name here: a name has at most %d letters a to z, digits and "
		             "-_[]{}\\`^|, and does not begin with a digit. Type %s%s, or another name.",
		             (int)utf8_cut_words(typed, strlen(typed), 2 * NICK_MAX), typed, NICK_MAX, how, nick);
	command_end(s);
	if (right && !taken && !owned)
		run(s, "NICK", typed, NULL, NULL, NULL);
}

/* Registration is complete: welcomes the user and joins the lobby. */
static void enter(struct slot *s)
{
	char lobby[CHANNEL_MAX + 1];

	say(s, "Welcome! /help shows what you can do.");
	chat_lock();
	buf_copy(lobby, sizeof lobby, channel_lobby_name());
	chat_unlock();
	run(s, "JOIN", lobby, NULL, NULL, NULL);
	command_begin(s);
	plain_target_start(s);
	command_end(s);
}

/* Asks for the next thing that is missing. False: nothing is, except USER. */
static bool ask(struct slot *s)
{
	bool owned;

	if (settings.password != NULL && !s->password_ok) {
		say(s, "This server wants its password: type it and press Enter.");
		return true;
	}
	command_begin(s);
	owned = account_protects(users[s->index].nick, s->index);
	if (owned)
		reply_notice(s->index, "%s has a password: type it, or only press Enter if you do not know it.",
		             users[s->index].nick);
	command_end(s);
	return owned;
}

/* Handles the line that is the password of the name's account. False: it is wrong. */
static bool log_in(struct slot *s, const char *line)
{
	bool owned;

	if (*line != '\0')
		run(s, "LOGIN", line, NULL, NULL, NULL);
	command_begin(s);
	owned = account_protects(users[s->index].nick, s->index);
	if (owned)
		reply_notice(s->index, "Type another name, or the same one to try again.");
	users[s->index].nick[0] = owned ? '\0' : users[s->index].nick[0];
	command_end(s);
	return !owned;
}

/* Handles a line before registration: the name, then the server's password and that of the name's account, if any. */
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
		if (*line == '\0')
			say(s, "Type your name and press Enter.");
		else
			take_name(s, line, "");
		look(s, &named, &registered);
		if (registered) /* their first name was taken by another user while they typed the password */
			enter(s);
		if (!named || registered)
			return;
		if (ask(s))
			return;
	} else if (settings.password != NULL && !s->password_ok) {
		run(s, "PASS", line, NULL, NULL, NULL);
		if (s->password_ok && ask(s))
			return;
	} else if (!log_in(s, line)) {
		return;
	}
	chat_lock();
	buf_copy(name, sizeof name, users[s->index].nick);
	chat_unlock();
	run(s, "USER", name, "0", "*", name);
	look(s, &named, &registered);
	if (registered)
		enter(s);
	else if (!named)
		say(s, "Type another name.");
}

/* ---- messages ---- */

/* Runs PRIVMSG. A text that does not fit into one line with its source is split between words into several. */
static void say_in_parts(struct slot *s, const char *target, char *text)
{
	size_t before = strncmp(text, PLAIN_ACTION, sizeof PLAIN_ACTION - 1) == 0 ? sizeof PLAIN_ACTION - 1 : 0;
	size_t len = strlen(text) - before;

	text += before;
	if (before > 0 && len > 0 && text[len - 1] == '\1')
		len--;
	while (len > 0 && s->state == SLOT_OPEN) {
		size_t most, n, end, tail = before > 0 ? 2 : 1;
		char behind[2];

		chat_lock();
		most = audience_most(s->index, "PRIVMSG", target) - (before > 0 ? before + 1 : 0);
		chat_unlock();
		n = end = utf8_cut_words(text, len, most);
		while (n < len && end > 1 && text[end - 1] == ' ')
			end--;
		memcpy(behind, text + end, tail);
		memcpy(text + end, before > 0 ? "\1" : "", tail);
		memcpy(text - before, PLAIN_ACTION, before);
		run(s, "PRIVMSG", target, text - before, NULL, NULL);
		memcpy(text + end, behind, tail);
		text += n;
		len -= n;
	}
}

/* Updates the target of the user's text and returns its state. name: the channel, or "". */
static enum plain_at find_channel(struct slot *s, char name[CHANNEL_MAX + 1])
{
	enum plain_at at;

	command_begin(s);
	plain_target_look(s);
	at = s->target.at;
	buf_copy(name, CHANNEL_MAX + 1, at != PLAIN_NOWHERE ? channels[s->target.channel].name : "");
	command_end(s);
	return at;
}

/* Whether to hold back a command for the current channel, because the user has none, or may not have read yet that it
 * has changed. Tells the user so. */
static bool hold_back(struct slot *s, enum plain_at at, const struct irc_msg *m, const char *channel)
{
	bool said = strcmp(m->command, "PRIVMSG") == 0;

	if (at == PLAIN_NOWHERE) {
		say(s, said ? "That was not sent: you are in no channel. /join #channel enters one."
		            : "You are in no channel: /join #channel enters one, /list shows them.");
		return true;
	}
	if (at != PLAIN_MOVED || (m->nparams == 1 && strcmp(m->command, "PART") != 0)) /* NAMES, TOPIC, MODE: to read */
		return false;
	command_begin(s);
	s->target.at = PLAIN_HERE; /* the next line is not held back */
	reply_notice(s->index,
	             said ? "That was not sent: it would go to %s. If you mean that, type it again."
	                  : "That was not done: it would apply to %s. If you mean that, type it again.",
	             channel);
	command_end(s);
	return true;
}

/* /ban and /unban of somebody who is here mean their address: a ban of the name would end with /nick. Somebody at the
 * user's own address, such as behind the same router, is banned by name. */
static void name_to_mask(struct slot *s, struct irc_msg *m, char mask[MASK_MAX + 1])
{
	struct buf b;
	int slot;

	chat_lock();
	slot = user_find_registered(m->params[2]);
	if (slot >= 0 && strcmp(users[slot].host, users[s->index].host) != 0) {
		buf_init(&b, mask, MASK_MAX + 1);
		buf_fmt(&b, "*!*@%s", users[slot].host);
		m->params[2] = mask;
	}
	chat_unlock();
}

static void run_typed(struct slot *s, struct irc_msg *m, char *line, enum plain_at at, const char *channel)
{
	char mask[MASK_MAX + 1];

	if (((m->nparams > 0 && m->params[0] == channel) || (m->nparams > 1 && m->params[1] == channel)) &&
	    hold_back(s, at, m, channel))
		return;
	if (strcmp(m->command, "MODE") == 0 && m->nparams == 3 && strcmp(m->params[1] + 1, "b") == 0)
		name_to_mask(s, m, mask);
	if (strcmp(m->command, "PRIVMSG") == 0) {
		say_in_parts(s, m->params[0], line + (m->params[1] - line));
		return;
	}
	if (strcmp(m->command, "NICK") == 0) {
		take_name(s, m->params[0], "/nick ");
		return;
	}
	command_run(s, m);
	if (s->state != SLOT_OPEN)
		return;
	command_begin(s);
	if (strcmp(m->command, "JOIN") == 0)
		plain_target_follow(s, m->params[0]);
	else
		plain_target_look(s);
	command_end(s);
}

static void plain_line(struct slot *s, char *line)
{
	struct irc_msg m;
	char channel[CHANNEL_MAX + 1];
	bool named, registered;
	enum plain_at at;

	look(s, &named, &registered);
	if (!registered) {
		introduce(s, line);
		return;
	}
	at = find_channel(s, channel);
	switch (plain_parse(&m, line, channel)) {
	case PLAIN_COMMAND:
		run_typed(s, &m, line, at, channel);
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
	command_begin(s);
	reply_notice(s->index, "That line was not sent: %s.", why);
	command_end(s);
}

static void plain_long_line(struct slot *s)
{
	command_begin(s);
	reply_notice(s->index, "That line was not sent: it is too long. At most %d bytes fit.", LINE_MAX_BYTES - 2);
	command_end(s);
}

const struct protocol protocol_plain = {
	.name = "plain lines",
	.kind = OUTQ_PLAIN,
	.empty_lines = true,
	.may_idle = true,
	.line = plain_line,
	.bad_line = plain_bad_line,
	.long_line = plain_long_line,
	.changed = plain_target_look,
	.leave = leave_chat,
	.closing = reply_closing,
};
