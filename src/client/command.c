/* command.c: what begins with a slash. One table; adding a command is one row and one function.
 *
 * The table checks how many words a command has, so that its function starts
 * clean. What cannot be done is told to the person and the line given back,
 * never sent to the server in the hope that it knows.
 */
#include "client/command.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "client/client.h"
#include "client/rooms.h"
#include "client/session.h"
#include "client/text.h"
#include "client/ui.h"
#include "irc/name.h"

/* Ends the first word of *rest with a NUL, moves *rest to the next one, and returns the first; "": there is none. */
static char *next_word(char **rest)
{
	char *word = *rest;

	*rest += strcspn(*rest, " ");
	if (**rest != '\0')
		*(*rest)++ = '\0';
	*rest += strspn(*rest, " ");
	return word;
}

/* A channel's name out of the first word, or, when that is none, the current channel. */
static const char *channel_or_current(char **rest)
{
	return name_has_channel_prefix(*rest) ? next_word(rest) : rooms_current();
}

/* What the commands do. Each is given what stands behind its name, and returns 0; or -1 when the line would be too long
 * to send. */

static int run_join(char *rest)
{
	char name[CHANNEL_NAME_MAX + 2];
	const char *word = next_word(&rest);
	struct buf b;

	buf_init(&b, name, sizeof name);
	if (!name_has_channel_prefix(word))
		buf_char(&b, '#');
	buf_str(&b, word);
	if (b.overflow)
		return -1;
	if (!rooms_in(name))
		return session_send(*rest != '\0' ? "JOIN %s %s" : "JOIN %s", name, rest);
	rooms_select(name);
	return 0;
}

static int run_part(char *rest)
{
	const char *where = channel_or_current(&rest);

	return session_send(*rest != '\0' ? "PART %s :%s" : "PART %s", where, rest);
}

static int run_msg(char *rest)
{
	const char *to = next_word(&rest);

	if (strlen(to) > CHANNEL_NAME_MAX)
		return -1;
	session_say(to, rest, strlen(rest), false);
	return 0;
}

static int run_me(char *rest)
{
	session_say(rooms_current(), rest, strlen(rest), true);
	return 0;
}

static int run_nick(char *rest)
{
	return session_send("NICK %s", next_word(&rest));
}

static int run_topic(char *rest)
{
	const char *where = channel_or_current(&rest);

	return session_send(*rest != '\0' ? "TOPIC %s :%s" : "TOPIC %s", where, rest);
}

static int run_names(char *rest)
{
	return session_send("NAMES %s", channel_or_current(&rest));
}

static int run_who(char *rest)
{
	return session_send("WHO %s", *rest != '\0' ? rest : rooms_current());
}

static int run_whois(char *rest)
{
	return session_send("WHOIS %s", next_word(&rest));
}

static int run_list(char *rest)
{
	return session_send(*rest != '\0' ? "LIST %s" : "LIST", rest);
}

static int run_away(char *rest)
{
	return session_send(*rest != '\0' ? "AWAY :%s" : "AWAY", rest);
}

/* `/mode`, `/mode +o nick` for the current channel; `/mode #other` and `/mode nick +i` as they are. */
static int run_mode(char *rest)
{
	if (*rest == '\0' || *rest == '+' || (*rest == '-'))
		return session_send("MODE %s %s", rooms_current(), rest);
	return session_send("MODE %s", rest);
}

static int run_raw(char *rest)
{
	return session_send("%s", rest);
}

static int run_quit(char *rest)
{
	session_leave(rest);
	return 0;
}

static int run_help(char *rest);

enum {
	NEEDS_SERVER = 1, /* only when the server has let us in */
	NEEDS_ROOM = 2,   /* only in a channel, unless the first word is one */
};

static const struct command {
	const char *name;
	int words; /* at least; the last one may be any text */
	int needs;
	int (*run)(char *rest);
	const char *usage, *help;
} commands[] = {
	{ "join", 1, NEEDS_SERVER, run_join, "#channel [key]", "enter a channel, or go back to one" },
	{ "part", 0, NEEDS_SERVER | NEEDS_ROOM, run_part, "[#channel] [reason]", "leave it" },
	{ "msg", 2, NEEDS_SERVER, run_msg, "nick text", "say something to one person, or to #channel" },
	{ "me", 1, NEEDS_SERVER | NEEDS_ROOM, run_me, "text", "do something: /me waves" },
	{ "nick", 1, NEEDS_SERVER, run_nick, "name", "change your name" },
	{ "topic", 0, NEEDS_SERVER | NEEDS_ROOM, run_topic, "[#channel] [text]", "see or set the topic" },
	{ "names", 0, NEEDS_SERVER | NEEDS_ROOM, run_names, "[#channel]", "who is here" },
	{ "who", 0, NEEDS_SERVER, run_who, "[#channel|nick]", "who they are" },
	{ "whois", 1, NEEDS_SERVER, run_whois, "nick", "more about one person" },
	{ "list", 0, NEEDS_SERVER, run_list, "[mask]", "which channels there are" },
	{ "away", 0, NEEDS_SERVER, run_away, "[reason]", "say that you are away; alone: that you are back" },
	{ "mode", 0, NEEDS_SERVER, run_mode, "[#channel|nick] [modes]", "see or change modes: /mode +o nick" },
	{ "raw", 1, NEEDS_SERVER, run_raw, "line", "send a line to the server as it is" },
	{ "quit", 0, 0, run_quit, "[reason]", "leave" },
	{ "help", 0, 0, run_help, "", "this list" },
};

static int run_help(char *rest)
{
	(void)rest;
	ui_showf(UI_INFO, "What you type is said to the channel in front of it; //text says /text. Commands:");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		ui_showf(UI_INFO, "  /%s %s - %s", commands[i].name, commands[i].usage, commands[i].help);
	return 0;
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (name_equal(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/* ---- what keeps a line from being used, in words; NULL: nothing ---- */

static int count_words(const char *s)
{
	int n = 0;

	for (s += strspn(s, " "); *s != '\0'; s += strspn(s, " ")) {
		n++;
		s += strcspn(s, " ");
	}
	return n;
}

static const char *obstacle(int needs, const char *rest)
{
	if ((needs & NEEDS_SERVER) != 0 && !session_ready())
		return "Not connected yet";
	if ((needs & NEEDS_ROOM) != 0 && *rooms_current() == '\0' && !name_has_channel_prefix(rest))
		return "You are in no channel: /join #channel";
	return NULL;
}

/* Runs a command, `line` begins behind its slash. Returns false when it could not be done and that has been said. */
static bool run_slash(char *line)
{
	char name[32], shown[128];
	size_t len = strcspn(line, " ");
	const struct command *c;
	const char *why;
	char *rest = line + len + strspn(line + len, " ");
	struct buf b;

	buf_init(&b, name, sizeof name);
	buf_bytes(&b, line, len);
	c = b.overflow ? NULL : find(name);
	if (c == NULL) {
		buf_init(&b, shown, sizeof shown);
		text_clean(&b, line, len);
		ui_showf(UI_ERROR, "There is no command /%s; /help lists them, //%s says it", shown, shown);
		return false;
	}
	why = obstacle(c->needs, rest);
	if (why == NULL && count_words(rest) < c->words) {
		ui_showf(UI_ERROR, "Usage: /%s %s - %s", c->name, c->usage, c->help);
		return false;
	}
	if (why == NULL && c->run(rest) < 0)
		why = "That is too long for the server: a line has 510 bytes";
	if (why != NULL)
		ui_showf(UI_ERROR, "%s", why);
	return why == NULL;
}

static bool say(const char *text, size_t len)
{
	const char *why = obstacle(NEEDS_SERVER | NEEDS_ROOM, "");

	if (why != NULL) {
		ui_showf(UI_ERROR, "%s", why);
		return false;
	}
	session_say(rooms_current(), text, len, false);
	return true;
}

void command_run(char *line, size_t len)
{
	static char typed[EDIT_BYTES + 1];
	bool done;

	if (line[strspn(line, " ")] == '\0')
		return;
	buf_copy(typed, sizeof typed, line); /* commands take it apart */
	if (line[0] == '/' && line[1] != '/')
		done = run_slash(line + 1);
	else
		done = say(line + (line[0] == '/'), len - (line[0] == '/'));
	if (!done)
		ui_give_back(typed);
}
