/* command.c: what begins with a slash. One table; adding a command is one row and one function.
 *
 * The table checks how many words a command has, so that its function starts
 * clean. What cannot be done is told to the person and the line given back,
 * never sent to the server in the hope that it knows.
 */
#include "client/command.h"

#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "client/client.h"
#include "client/deliver.h"
#include "client/input.h"
#include "client/past.h"
#include "client/register.h"
#include "client/rooms.h"
#include "client/session.h"
#include "client/text.h"
#include "client/ui.h"
#include "irc/name.h"

/* What a command returns when it could not be done, beside 0. */
enum {
	TOO_LONG = -1, /* what session_send returns, too */
	FULL = -2,
};

#define STRING_OF(x) #x
#define STRING(x) STRING_OF(x)

static struct options *options;

void command_start(struct options *o)
{
	options = o;
}

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
	return name_has_channel_prefix(*rest) ? next_word(rest) : rooms_target();
}

/* What the commands do. Each is given what stands behind its name, and returns 0; or -1 when the line would be too long
 * to send. */

static int run_join(char *rest)
{
	char name[CHANNEL_NAME_MAX + 2];
	const char *word = next_word(&rest);
	struct room *room;
	struct buf b;

	buf_init(&b, name, sizeof name);
	if (!name_has_channel_prefix(word))
		buf_char(&b, '#');
	buf_str(&b, word);
	if (b.overflow)
		return -1;
	room = rooms_find(name);
	if (room != NULL && room->joined) {
		rooms_select(room);
		return 0;
	}
	rooms_expect(name, rest);
	return session_send(*rest != '\0' ? "JOIN %s %s" : "JOIN %s", name, rest);
}

static int run_part(char *rest)
{
	struct room *room = rooms_current();
	const char *where = channel_or_current(&rest);

	if (room != NULL && room->person && where == room->name) {
		rooms_close(room);
		return 0;
	}
	return session_send(*rest != '\0' ? "PART %s :%s" : "PART %s", where, rest);
}

static int say_to(const char *to, const char *text, size_t len, bool action)
{
	if (!deliver_say(to, text, len, action))
		return FULL;
	if (!session_online())
		ui_showf(UI_INFO, "Kept until the connection is back: %s", text);
	return 0;
}

static int run_msg(char *rest)
{
	const char *to = next_word(&rest);

	if (strlen(to) > CHANNEL_NAME_MAX || strchr(to, ',') != NULL)
		return TOO_LONG;
	if (!name_has_channel_prefix(to))
		rooms_open(to);
	return say_to(to, rest, strlen(rest), false);
}

static int run_me(char *rest)
{
	return say_to(rooms_target(), rest, strlen(rest), true);
}

static int run_nick(char *rest)
{
	return register_rename(next_word(&rest));
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
	return session_send("WHO %s", *rest != '\0' ? rest : rooms_target());
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
		return session_send("MODE %s %s", rooms_target(), rest);
	return session_send("MODE %s", rest);
}

static int run_kick(char *rest)
{
	const char *where = channel_or_current(&rest), *who = next_word(&rest);

	return session_send(*rest != '\0' ? "KICK %s %s :%s" : "KICK %s %s", where, who, rest);
}

static int run_invite(char *rest)
{
	const char *who = next_word(&rest);

	return session_send("INVITE %s %s", who, channel_or_current(&rest));
}

/* A number from 1 to `most`, or -1. */
static int number(const char *text, int most)
{
	int n = 0;

	while (*text >= '0' && *text <= '9' && n <= most)
		n = n * 10 + (*text++ - '0');
	return *text == '\0' && n >= 1 && n <= most ? n : -1;
}

static int run_history(char *rest)
{
	int n = *rest != '\0' ? number(rest, HISTORY_ASK) : HISTORY_ENTER;
	const char *why = n < 0 ? "Usage: /history [1-" STRING(HISTORY_ASK) "]" : past_ask(rooms_current(), n);

	if (why != NULL)
		ui_showf(UI_ERROR, "%s", why);
	return 0;
}

static void list_rooms(void)
{
	static char text[3 * CHANNEL_NAME_MAX + 64];
	const struct room *room;
	struct buf b;

	for (int i = 0; i < ROOMS; i++) {
		if ((room = rooms_at(i)) == NULL)
			continue;
		buf_init(&b, text, sizeof text);
		buf_fmt(&b, "%s%2d ", room == rooms_current() ? ">" : " ", i + 1);
		text_name(&b, room->name);
		if (room->unread > 0)
			buf_fmt(&b, " (%u unread%s)", room->unread, room->loud ? ", to you" : "");
		ui_showf(UI_INFO, "%s", text);
	}
}

static int run_win(char *rest)
{
	const char *word = next_word(&rest);
	int n = number(word, ROOMS);
	struct room *room = n > 0 ? rooms_at(n - 1) : rooms_find(word);

	if (*word == '\0')
		list_rooms();
	else if (room == NULL && n < 0 && !name_has_channel_prefix(word))
		room = rooms_open(word);
	if (room != NULL)
		rooms_select(room);
	else if (*word != '\0')
		ui_showf(UI_ERROR, "There is no such room: /win lists them, /join enters one");
	return 0;
}

static int run_connect(char *rest)
{
	bool another = *rest != '\0';
	const char *why = another ? options_host(options, next_word(&rest)) : NULL;

	if (why != NULL)
		ui_showf(UI_ERROR, "%s", why);
	else
		session_connect(another);
	return 0;
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
	NEEDS_ROOM = 2,   /* only in a room, unless the first word is a channel */
};

static const struct command {
	unsigned char words; /* at least; the last one may be any text */
	unsigned char needs;
	int (*run)(char *rest);
	const char *name; /* and behind its NUL how it is used, and behind another what it does */
} commands[] = {
	{ 1, NEEDS_SERVER, run_join, "join\0#channel [key]\0enter a channel, or go back to one" },
	{ 0, NEEDS_SERVER | NEEDS_ROOM, run_part, "part\0[#channel] [reason]\0leave it" },
	{ 2, 0, run_msg, "msg\0nick text\0say something to one person, or to #channel" },
	{ 1, NEEDS_ROOM, run_me, "me\0text\0do something: /me waves" },
	{ 0, 0, run_win, "win\0[number|name]\0list the rooms, or go to one; so does Alt-number" },
	{ 1, NEEDS_SERVER, run_nick, "nick\0name\0change your name" },
	{ 0, NEEDS_SERVER | NEEDS_ROOM, run_topic, "topic\0[#channel] [text]\0see or set the topic" },
	{ 0, NEEDS_SERVER | NEEDS_ROOM, run_names, "names\0[#channel]\0who is here" },
	{ 0, NEEDS_SERVER, run_who, "who\0[#channel|nick]\0who they are" },
	{ 1, NEEDS_SERVER, run_whois, "whois\0nick\0more about one person" },
	{ 0, NEEDS_SERVER, run_list, "list\0[mask]\0which channels there are" },
	{ 0, NEEDS_SERVER | NEEDS_ROOM, run_history, "history\0[lines]\0what was said before" },
	{ 0, NEEDS_SERVER, run_away, "away\0[reason]\0say that you are away; alone: that you are back" },
	{ 1, NEEDS_SERVER, run_invite, "invite\0nick [#channel]\0ask somebody in" },
	{ 1, NEEDS_SERVER | NEEDS_ROOM, run_kick, "kick\0[#channel] nick [reason]\0throw somebody out" },
	{ 0, NEEDS_SERVER, run_mode, "mode\0[#channel|nick] [modes]\0see or change modes: /mode +o nick" },
	{ 1, NEEDS_SERVER, run_raw, "raw\0line\0send a line to the server as it is" },
	{ 0, 0, run_connect, "connect\0[host[:port]]\0connect anew, or to another server" },
	{ 0, 0, run_quit, "quit\0[reason]\0leave" },
	{ 0, 0, run_help, "help\0\0this list" },
};

/* The string behind one. */
static const char *behind(const char *s)
{
	return s + strlen(s) + 1;
}

/* `/name usage - help` */
static void tell_usage(enum ui_kind kind, const char *head, const struct command *c)
{
	const char *usage = behind(c->name);

	ui_showf(kind, "%s/%s %s - %s", head, c->name, usage, behind(usage));
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
	ui_showf(UI_INFO, "What you type is said to the channel in front of it; //text says /text. Commands:");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		tell_usage(UI_INFO, "  ", &commands[i]);
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
	bool room = rooms_current() != NULL || name_has_channel_prefix(rest);

	if (!session_online() && ((needs & NEEDS_SERVER) != 0 || !room) && needs != 0)
		return "Not connected";
	if ((needs & NEEDS_ROOM) != 0 && !room)
		return "You are in no channel: /join #channel";
	return NULL;
}

static const char *result(int status)
{
	if (status == FULL)
		return "Too much is waiting for the server already";
	return status == TOO_LONG ? "That is too long for the server: a line has 510 bytes" : NULL;
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
		tell_usage(UI_ERROR, "Usage: ", c);
		return false;
	}
	if (why == NULL)
		why = result(c->run(rest));
	if (why != NULL)
		ui_showf(UI_ERROR, "%s", why);
	return why == NULL;
}

bool command_say(const char *text, size_t len)
{
	const char *why = obstacle(NEEDS_ROOM, "");

	if (why == NULL)
		why = result(say_to(rooms_target(), text, len, false));
	if (why != NULL)
		ui_showf(UI_ERROR, "%s", why);
	return why == NULL;
}

void command_typed(char *line, size_t len)
{
	static char typed[EDIT_BYTES + 1];
	bool done;

	if (line[strspn(line, " ")] == '\0')
		return;
	buf_copy(typed, sizeof typed, line); /* commands take it apart */
	if (line[0] == '/' && line[1] != '/')
		done = run_slash(line + 1);
	else
		done = command_say(line + (line[0] == '/'), len - (line[0] == '/'));
	if (!done)
		input_give_back(typed);
}
