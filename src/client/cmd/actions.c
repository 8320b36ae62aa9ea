/* actions.c: the functions behind the commands. Most of them send a command to the server. */
#include "client/cmd/actions.h"

#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/number.h"
#include "client/client_limits.h"
#include "client/conn/deliver.h"
#include "client/conn/send.h"
#include "client/conn/session.h"
#include "client/irc/chathistory.h"
#include "client/irc/ignore.h"
#include "client/irc/nicklist.h"
#include "client/irc/register.h"
#include "client/irc/search.h"
#include "client/irc/windows.h"
#include "client/settings.h"
#include "client/tty/ui.h"
#include "irc/name.h"
#include "irc/parse.h"

static struct options *options;

void actions_start(struct options *o)
{
	options = o;
}

/* The channel named by the first word, or the current channel if it is not a channel. */
static const char *channel_or_current(char **rest)
{
	return name_has_channel_prefix(*rest) ? irc_word(rest) : windows_target();
}

int action_join(char *rest)
{
	char name[CHANNEL_NAME_MAX + 2];
	const char *word = irc_word(&rest);
	struct window *window;
	struct buf b;

	buf_init(&b, name, sizeof name);
	if (!name_has_channel_prefix(word))
		buf_char(&b, '#');
	buf_str(&b, word);
	if (b.overflow)
		return -1;
	window = windows_find(name);
	if (window != NULL && window->joined) {
		windows_select(window);
		return 0;
	}
	windows_expect(name, rest);
	return send_line(*rest != '\0' ? "JOIN %s %s" : "JOIN %s", name, rest);
}

int action_part(char *rest)
{
	struct window *window = windows_current();
	const char *where = channel_or_current(&rest);

	if (window != NULL && window->person && where == window->name) {
		windows_close(window);
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
		windows_open(to);
	return action_say(to, rest, strlen(rest), false);
}

int action_query(char *rest)
{
	const char *to = irc_word(&rest);
	struct window *window = strlen(to) > CHANNEL_NAME_MAX || name_has_channel_prefix(to) ? NULL : windows_open(to);

	if (window == NULL) {
		ui_showf(UI_ERROR, "There is no room for a private conversation with %s", to);
		return 0;
	}
	windows_select(window);
	return *rest != '\0' ? action_say(window->name, rest, strlen(rest), false) : 0;
}

int action_me(char *rest)
{
	return action_say(windows_target(), rest, strlen(rest), true);
}

/* Without a connection, the nick is only noted: the next registration requests it. */
int action_nick(char *rest)
{
	const char *nick = irc_word(&rest), *why;

	if (session_online())
		return register_rename(nick);
	why = settings_nick(options, nick);
	if (why != NULL) {
		ui_showf(UI_ERROR, "%s: %s", nick, why);
		return 0;
	}
	register_want(nick);
	ui_showf(UI_INFO, "Not connected: linnet will ask the server for the nick %s", nick);
	return 0;
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
	const char *who = *rest != '\0' ? rest : windows_target();

	return *who != '\0' ? send_line("WHO %s", who) : ACTION_NO_WINDOW;
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

/* `/mode` and `/mode +o nick` refer to the current channel; `/mode #other` and `/mode nick +i` are sent as they are. */
int action_mode(char *rest)
{
	if (*rest != '\0' && *rest != '+' && *rest != '-')
		return send_line("MODE %s", rest);
	return *windows_target() != '\0' ? send_line("MODE %s %s", windows_target(), rest) : ACTION_NO_WINDOW;
}

/* Sets a channel mode for each word, one line per word, since servers differ in how many they take at once. mask: a
 * bare nick becomes the mask nick!*@*. */
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

	return *where != '\0' ? send_line("INVITE %s %s", who, where) : ACTION_NO_WINDOW;
}

int action_history(char *rest)
{
	int n = *rest != '\0' ? (int)number_read(rest, 1, HISTORY_ASK) : HISTORY_ENTER;
	const char *why = n < 0 ? "Usage: /history [1-" STRING(HISTORY_ASK) "]" : chathistory_ask(windows_current(), n);

	if (why != NULL)
		ui_showf(UI_ERROR, "%s", why);
	return 0;
}

int action_search(char *rest)
{
	if (windows_current() == NULL)
		return ACTION_NO_WINDOW;
	if (strlen(rest) > SEARCH_WORD)
		ui_showf(UI_ERROR, "A word to search for has at most " STRING(SEARCH_WORD) " bytes");
	else
		search_begin(windows_current(), rest);
	return 0;
}

static void list_ignored(void)
{
	const char *nick;

	if (ignore_at(0) == NULL)
		ui_showf(UI_INFO, "You ignore nobody");
	for (int i = 0; (nick = ignore_at(i)) != NULL; i++)
		ui_showf(UI_INFO, "You ignore %s", nick);
}

int action_ignore(char *rest)
{
	const char *nick = irc_word(&rest);
	enum ignore_result result;

	if (*nick == '\0') {
		list_ignored();
		return 0;
	}
	if (*rest != '\0' || strlen(nick) > NICK_NAME_MAX || name_has_channel_prefix(nick) ||
	    strpbrk(nick, "!@*?,:") != NULL) {
		ui_showf(UI_ERROR, "Usage: /ignore [nick]; a nick is one word, without user and host");
		return 0;
	}
	result = ignore_add(nick);
	if (result == IGNORE_FULL)
		ui_showf(UI_ERROR, "You ignore " STRING(IGNORED) " people already; /unignore somebody first");
	else if (result == IGNORE_ALREADY)
		ui_showf(UI_INFO, "You ignore %s already", nick);
	else
		ui_showf(UI_INFO, "You ignore %s from now on; /unignore %s ends that", nick, nick);
	return 0;
}

int action_unignore(char *rest)
{
	const char *nick = irc_word(&rest);

	if (*nick == '\0')
		list_ignored();
	else if (ignore_remove(nick))
		ui_showf(UI_INFO, "You no longer ignore %s", nick);
	else
		ui_showf(UI_ERROR, "You do not ignore %s; /ignore lists whom you do", nick);
	return 0;
}

static void list_windows(void)
{
	const struct window *window;

	for (int i = 0; i < WINDOWS; i++)
		if ((window = windows_at(i)) != NULL && window->unread > 0)
			ui_showf(UI_INFO, "%s%2d %s (%u unread%s)", window == windows_current() ? ">" : " ", i + 1,
			         window->name, window->unread, window->loud ? ", to you" : "");
		else if (window != NULL)
			ui_showf(UI_INFO, "%s%2d %s", window == windows_current() ? ">" : " ", i + 1, window->name);
}

int action_win(char *rest)
{
	const char *word = irc_word(&rest);
	int n = (int)number_read(word, 1, WINDOWS);
	struct window *window = n > 0 ? windows_at(n - 1) : windows_find(word);

	if (*word == '\0')
		list_windows();
	else if (window == NULL && n < 0 && !name_has_channel_prefix(word))
		window = windows_open(word);
	if (window != NULL)
		windows_select(window);
	else if (*word != '\0')
		ui_showf(UI_ERROR, "There is no such window: /win lists them, /join enters one");
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
	if (why == NULL && another) { /* another server has other channels and users */
		windows_close_all();
		nicklist_forget(-1);
		ignore_clear();
	}
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
