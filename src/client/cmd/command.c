/* command.c: slash commands. To add a command, add one row of the table and one function.
 *
 * The table checks the number of words, so that functions need not. An invalid command is reported to the user and
 * never passed to the server; the line can be recalled. A valid command that cannot run now is reported as well, and
 * the line is put back into the editor.
 */
#include "client/cmd/command.h"

#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/utf8.h"
#include "client/client_limits.h"
#include "client/cmd/actions.h"
#include "client/conn/session.h"
#include "client/irc/windows.h"
#include "client/text/text.h"
#include "client/tty/input.h"
#include "client/tty/ui.h"
#include "irc/name.h"

static int run_help(char *rest);
static int run_clear(char *rest);

enum {
	NEEDS_SERVER = 1, /* requires completed registration */
	NEEDS_WINDOW = 2, /* requires a window, unless the first word is a channel */
};

static const struct command {
	unsigned char words; /* the minimum; the last one may be any text */
	unsigned char needs;
	int (*run)(char *rest); /* see actions.h */
	const char *name;       /* then a NUL and its usage, then a NUL and its help text */
} commands[] = {
	{ 1, NEEDS_SERVER, action_join, "join\0#channel [key]\0enter a channel, or go back to one" },
	{ 0, NEEDS_SERVER | NEEDS_WINDOW, action_part, "part\0[#channel] [reason]\0leave it" },
	{ 2, 0, action_msg, "msg\0nick text\0say something to one person, or to #channel" },
	{ 1, NEEDS_WINDOW, action_me, "me\0text\0do something: /me waves" },
	{ 0, 0, action_win, "win\0[number|name]\0list the windows, or go to one; so does Alt-number" },
	{ 1, 0, action_nick, "nick\0name\0change your name" },
	{ 0, NEEDS_SERVER | NEEDS_WINDOW, action_topic, "topic\0[#channel] [text]\0see or set the topic" },
	{ 0, NEEDS_SERVER | NEEDS_WINDOW, action_names, "names\0[#channel]\0who is here" },
	{ 0, NEEDS_SERVER, action_who, "who\0[#channel|nick]\0who they are" },
	{ 1, NEEDS_SERVER, action_whois, "whois\0nick\0more about one person" },
	{ 0, NEEDS_SERVER, action_list, "list\0[mask]\0which channels there are" },
	{ 0, NEEDS_SERVER | NEEDS_WINDOW, action_history, "history\0[lines]\0show earlier messages" },
	{ 1, NEEDS_WINDOW, action_search, "search\0word\0find messages here that contain it" },
	{ 0, NEEDS_SERVER, action_away, "away\0[reason]\0say that you are away; alone: that you are back" },
	{ 1, NEEDS_SERVER, action_invite, "invite\0nick [#channel]\0ask somebody in" },
	{ 1, NEEDS_SERVER | NEEDS_WINDOW, action_kick, "kick\0[#channel] nick [reason]\0throw somebody out" },
	{ 0, NEEDS_SERVER, action_mode, "mode\0[#channel|nick] [modes]\0see or change modes: /mode +o nick" },
	{ 1, NEEDS_SERVER | NEEDS_WINDOW, action_op,
	  "op\0[#channel] nick...\0make somebody an operator of the channel" },
	{ 1, NEEDS_SERVER | NEEDS_WINDOW, action_deop, "deop\0[#channel] nick...\0undo /op" },
	{ 1, NEEDS_SERVER | NEEDS_WINDOW, action_voice,
	  "voice\0[#channel] nick...\0let somebody speak in a moderated channel" },
	{ 1, NEEDS_SERVER | NEEDS_WINDOW, action_ban, "ban\0[#channel] nick|mask...\0keep somebody out" },
	{ 1, NEEDS_SERVER | NEEDS_WINDOW, action_unban, "unban\0[#channel] nick|mask...\0undo /ban" },
	{ 1, 0, action_query, "query\0nick [text]\0talk to one person in private" },
	{ 0, 0, action_ignore, "ignore\0[nick]\0hide somebody's messages; alone: list whom you ignore" },
	{ 0, 0, action_unignore, "unignore\0[nick]\0undo /ignore" },
	{ 0, 0, run_clear, "clear\0\0clear the screen" },
	{ 1, NEEDS_SERVER, action_raw, "raw\0line\0send a line to the server as it is" },
	{ 0, 0, action_connect, "connect\0[host[:port]]\0connect again, or to another server" },
	{ 0, 0, action_quit, "quit\0[reason]\0leave" },
	{ 0, 0, run_help, "help\0\0this list" },
};

/* Names that users know from other clients. */
static const struct {
	const char *name, *stands_for;
} aliases[] = {
	{ "j", "join" }, { "w", "who" }, { "q", "query" }, { "leave", "part" }, { "close", "part" }, { "exit", "quit" },
};

/* The string after this one's NUL. */
static const char *behind(const char *s)
{
	return s + strlen(s) + 1;
}

/* `/name usage - help` */
static void tell_usage(enum ui_kind kind, const char *head, const struct command *c)
{
	const char *usage = behind(c->name);

	ui_showf(kind, "%s/%s%s%s - %s", head, c->name, *usage != '\0' ? " " : "", usage, behind(usage));
}

const char *command_named(const char *prefix, size_t len, int n)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (name_starts(commands[i].name, prefix, len) && n-- == 0)
			return commands[i].name;
	return NULL;
}

static int run_help(char *rest)
{
	(void)rest;
	ui_showf(UI_INFO, "What you type is sent to the channel in the prompt; //text sends /text. Commands:");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		tell_usage(UI_INFO, "  ", &commands[i]);
	for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
		ui_showf(UI_INFO, "  /%s is /%s", aliases[i].name, aliases[i].stands_for);
	return 0;
}

static int run_clear(char *rest)
{
	(void)rest;
	ui_clear();
	return 0;
}

static const struct command *find(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
		if (name_starts(aliases[i].name, name, len) && aliases[i].name[len] == '\0')
			return find(aliases[i].stands_for, strlen(aliases[i].stands_for));
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (name_starts(commands[i].name, name, len) && commands[i].name[len] == '\0')
			return &commands[i];
	return NULL;
}

/* ---- checks: each returns the reason that a line cannot be used, or NULL ---- */

static int count_words(const char *s)
{
	int n = 0;

	for (s += strspn(s, " "); *s != '\0'; s += strspn(s, " ")) {
		n++;
		s += strcspn(s, " ");
	}
	return n;
}

static const char no_window[] = "You are in no channel: /join #channel";

static const char *obstacle(int needs, const char *rest)
{
	bool window = windows_current() != NULL || name_has_channel_prefix(rest);

	if (!session_online() && ((needs & NEEDS_SERVER) != 0 || !window) && needs != 0)
		return "Not connected";
	if ((needs & NEEDS_WINDOW) != 0 && !window)
		return no_window;
	return NULL;
}

static const char *result(int status)
{
	if (status == ACTION_NO_WINDOW)
		return no_window;
	if (status == ACTION_FULL)
		return "Too much is waiting for the server already";
	return status == ACTION_TOO_LONG ? "That is too long for the server: a line has 510 bytes" : NULL;
}

/* True when there is no reason; otherwise reports it. */
static bool done(const char *why)
{
	if (why != NULL)
		ui_showf(UI_ERROR, "%s", why);
	return why == NULL;
}

/* Runs a command; `line` begins after its slash. False: it cannot run now, and the user was told why. */
static bool run_slash(char *line)
{
	size_t len = strcspn(line, " ");
	const struct command *c = find(line, len);
	const char *why;
	char *rest = line + len + strspn(line + len, " ");

	if (c == NULL) {
		ui_showf(UI_ERROR, "There is no command /%.*s; /help lists them, //%.*s sends it", (int)len, line,
		         (int)len, line);
		return true;
	}
	why = obstacle(c->needs, rest);
	if (why == NULL && count_words(rest) < c->words) {
		tell_usage(UI_ERROR, "Usage: ", c);
		return true;
	}
	if (why == NULL)
		why = result(c->run(rest));
	return done(why);
}

bool command_say(const char *text, size_t len)
{
	const char *why = obstacle(NEEDS_WINDOW, "");

	if (why == NULL)
		why = result(action_say(windows_target(), text, len, false));
	return done(why);
}

/* Commands must be UTF-8, like everything that is sent; without the line editor, a terminal may pass other bytes. */
static char *clean(char *line, size_t len)
{
	static char text[INPUT_LINE_BYTES + 1];
	struct buf b;

	if (utf8_valid(line, len))
		return line;
	buf_init(&b, text, sizeof text);
	text_clean(&b, line, len);
	text[utf8_cut(text, b.len)] = '\0';
	return text;
}

void command_typed(char *line, size_t len)
{
	static char typed[EDIT_BYTES + 1];
	bool used;

	if (line[strspn(line, " ")] == '\0')
		return;
	buf_copy(typed, sizeof typed, line); /* commands modify the line */
	if (line[0] == '/' && line[1] != '/')
		used = run_slash(clean(line, len) + 1);
	else
		used = command_say(line + (line[0] == '/'), len - (line[0] == '/'));
	if (!used)
		input_give_back(typed);
}
