/* actions.c: what the commands do: mostly, what the server is told. */
#include "client/actions.h"

#include <string.h>

#include "base/buf.h"
#include "base/number.h"
#include "client/client.h"
#include "client/deliver.h"
#include "client/past.h"
#include "client/register.h"
#include "client/rooms.h"
#include "client/send.h"
#include "client/session.h"
#include "client/settings.h"
#include "client/ui.h"
#include "irc/name.h"
#include "irc/parse.h"

#define STRING_OF(x) #x
#define STRING(x) STRING_OF(x)

static struct options *options;

void actions_start(struct options *o)
{
	options = o;
}

/* A channel's name out of the first word, or, when that is none, the current channel. */
static const char *channel_or_current(char **rest)
{
	return name_has_channel_prefix(*rest) ? irc_word(rest) : rooms_target();
}

int action_join(char *rest)
{
	char name[CHANNEL_NAME_MAX + 2];
	const char *word = irc_word(&rest);
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
	return send_line(*rest != '\0' ? "JOIN %s %s" : "JOIN %s", name, rest);
}

int action_part(char *rest)
{
	struct room *room = rooms_current();
	const char *where = channel_or_current(&rest);

	if (room != NULL && room->person && where == room->name) {
		rooms_close(room);
		return 0;
	}
	return send_line(*rest != '\0' ? "PART %s :%s" : "PART %s", where, rest);
}

int action_say(const char *to, const char *text, size_t len, bool action)
{
	if (!deliver_say(to, text, len, action))
		return ACTION_FULL;
	if (!session_online())
		ui_showf(UI_INFO, "Kept until the connection is back: %s", text);
	return 0;
}

int action_msg(char *rest)
{
	const char *to = irc_word(&rest);

	if (strlen(to) > CHANNEL_NAME_MAX || strchr(to, ',') != NULL)
		return ACTION_TOO_LONG;
	if (!name_has_channel_prefix(to))
		rooms_open(to);
	return action_say(to, rest, strlen(rest), false);
}

int action_query(char *rest)
{
	const char *to = irc_word(&rest);
	struct room *room = strlen(to) > CHANNEL_NAME_MAX || name_has_channel_prefix(to) ? NULL : rooms_open(to);

	if (room == NULL) {
		ui_showf(UI_ERROR, "There is no room for a private conversation with %s", to);
		return 0;
	}
	rooms_select(room);
	return *rest != '\0' ? action_say(room->name, rest, strlen(rest), false) : 0;
}

int action_me(char *rest)
{
	return action_say(rooms_target(), rest, strlen(rest), true);
}

int action_nick(char *rest)
{
	return register_rename(irc_word(&rest));
}

int action_topic(char *rest)
{
	const char *where = channel_or_current(&rest);

	return send_line(*rest != '\0' ? "TOPIC %s :%s" : "TOPIC %s", where, rest);
}

int action_names(char *rest)
{
	return send_line("NAMES %s", channel_or_current(&rest));
}

int action_who(char *rest)
{
	const char *who = *rest != '\0' ? rest : rooms_target();

	return *who != '\0' ? send_line("WHO %s", who) : ACTION_NO_ROOM;
}

int action_whois(char *rest)
{
	return send_line("WHOIS %s", irc_word(&rest));
}

int action_list(char *rest)
{
	return send_line(*rest != '\0' ? "LIST %s" : "LIST", rest);
}

int action_away(char *rest)
{
	return send_line(*rest != '\0' ? "AWAY :%s" : "AWAY", rest);
}

/* `/mode`, `/mode +o nick` for the current channel; `/mode #other` and `/mode nick +i` as they are. */
int action_mode(char *rest)
{
	if (*rest != '\0' && *rest != '+' && *rest != '-')
		return send_line("MODE %s", rest);
	return *rooms_target() != '\0' ? send_line("MODE %s %s", rooms_target(), rest) : ACTION_NO_ROOM;
}

/* A mode of the channel for each word: one line for each, as servers differ in how many they take at once. With `mask`
 * a nick stands for everybody of that name. */
static int each_mode(char *rest, const char *mode, bool mask)
{
	const char *where = channel_or_current(&rest), *word;
	int status = 0;

	while (status == 0 && *(word = irc_word(&rest)) != '\0')
		status = send_line(mask && strpbrk(word, "!@*") == NULL ? "MODE %s %s %s!*@*" : "MODE %s %s %s", where,
		                   mode, word);
	return status;
}

int action_op(char *rest)
{
	return each_mode(rest, "+o", false);
}

int action_deop(char *rest)
{
	return each_mode(rest, "-o", false);
}

int action_voice(char *rest)
{
	return each_mode(rest, "+v", false);
}

int action_ban(char *rest)
{
	return each_mode(rest, "+b", true);
}

int action_unban(char *rest)
{
	return each_mode(rest, "-b", true);
}

int action_kick(char *rest)
{
	const char *where = channel_or_current(&rest), *who = irc_word(&rest);

	return send_line(*rest != '\0' ? "KICK %s %s :%s" : "KICK %s %s", where, who, rest);
}

int action_invite(char *rest)
{
	const char *who = irc_word(&rest), *where = channel_or_current(&rest);

	return *where != '\0' ? send_line("INVITE %s %s", who, where) : ACTION_NO_ROOM;
}

int action_history(char *rest)
{
	int n = *rest != '\0' ? (int)number_read(rest, 1, HISTORY_ASK) : HISTORY_ENTER;
	const char *why = n < 0 ? "Usage: /history [1-" STRING(HISTORY_ASK) "]" : past_ask(rooms_current(), n);

	if (why != NULL)
		ui_showf(UI_ERROR, "%s", why);
	return 0;
}

static void list_rooms(void)
{
	const struct room *room;

	for (int i = 0; i < ROOMS; i++)
		if ((room = rooms_at(i)) != NULL && room->unread > 0)
			ui_showf(UI_INFO, "%s%2d %s (%u unread%s)", room == rooms_current() ? ">" : " ", i + 1,
			         room->name, room->unread, room->loud ? ", to you" : "");
		else if (room != NULL)
			ui_showf(UI_INFO, "%s%2d %s", room == rooms_current() ? ">" : " ", i + 1, room->name);
}

int action_win(char *rest)
{
	const char *word = irc_word(&rest);
	int n = (int)number_read(word, 1, ROOMS);
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

int action_connect(char *rest)
{
	bool another = *rest != '\0';
	const char *why = another ? settings_host(options, irc_word(&rest)) : NULL;

	if (why != NULL)
		ui_showf(UI_ERROR, "%s", why);
	else
		session_connect(another);
	return 0;
}

int action_raw(char *rest)
{
	return send_line("%s", rest);
}

int action_quit(char *rest)
{
	session_leave(rest);
	return 0;
}
