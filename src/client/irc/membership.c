/* membership.c: joins, parts and other changes of membership, ours and other users'. */
#include "client/irc/membership.h"

#include <string.h>

#include "base/buf.h"
#include "client/client_limits.h"
#include "client/conn/deliver.h"
#include "client/irc/chathistory.h"
#include "client/irc/ignore.h"
#include "client/irc/nicklist.h"
#include "client/irc/register.h"
#include "client/irc/rejoin.h"
#include "client/irc/windows.h"
#include "client/tty/ui.h"
#include "irc/name.h"

/* The sender's nick; valid until the next call. */
static const char *nick_of(const struct irc_msg *m)
{
	static char nick[NICK_NAME_MAX + 1];

	irc_source_nick(m->source != NULL ? m->source : "", nick, sizeof nick);
	return nick;
}

bool membership_on_nick(const struct irc_msg *m)
{
	const char *from = nick_of(m), *to = irc_param(m, 0);
	struct window *window = windows_find(from);

	nicklist_renamed(from, to);
	ignore_renamed(from, to);
	if (window != NULL && window->person && windows_find(to) == NULL && *to != '\0')
		buf_copy(window->name, sizeof window->name, to);
	return register_on_nick(m);
}

bool membership_on_join(const struct irc_msg *m, uint64_t when)
{
	const char *name = irc_param(m, 0), *host;
	struct window *window = windows_find(name);
	bool known = window != NULL, news;

	if (!register_is_me(m)) {
		if (known)
			nicklist_seen(nick_of(m), windows_number(window));
		return true;
	}
	if ((host = strchr(m->source, '!')) != NULL)
		deliver_prefix(strlen(host));
	window = windows_open(name);
	if (window == NULL) {
		ui_showf(UI_ERROR, "linnet has room for %d channels: this one is one too many", WINDOWS);
		return true;
	}
	window->joined = true;
	if (!known)
		windows_select(window);
	news = !window->returning;
	chathistory_entered(window, when);
	return news;
}

/* A user has left a channel, or was kicked. */
static bool gone(const char *channel, const char *nick)
{
	struct window *window = windows_find(channel);

	if (window == NULL)
		return true;
	if (!name_equal(nick, register_nick())) {
		nicklist_left(nick, windows_number(window));
		return true;
	}
	nicklist_forget(windows_number(window));
	windows_close(window);
	rejoin_left(channel);
	return true;
}

bool membership_on_part(const struct irc_msg *m)
{
	return gone(irc_param(m, 0), nick_of(m));
}

bool membership_on_kick(const struct irc_msg *m)
{
	return gone(irc_param(m, 0), irc_param(m, 1));
}

bool membership_on_quit(const struct irc_msg *m)
{
	nicklist_left(nick_of(m), -1);
	return true;
}

/* 332, 353, 366: the replies on joining are not shown again after a reconnect. */
bool membership_on_topic(const struct irc_msg *m)
{
	const struct window *window = windows_find(irc_param(m, 1));

	return window == NULL || !window->returning;
}

/* The number of names listed for channels that we are not in. */
static unsigned names_elsewhere;

bool membership_on_names(const struct irc_msg *m)
{
	struct window *window = windows_find(irc_param(m, 2));
	unsigned *count = window != NULL ? &window->names : &names_elsewhere, before = *count;
	char nick[NICK_NAME_MAX + 2];

	for (const char *p = irc_param(m, m->nparams - 1); *p != '\0'; p += strcspn(p, " "), p += strspn(p, " ")) {
		p += strspn(p, "~&@%+!.");
		irc_source_nick(p, nick, sizeof nick); /* user and host may follow */
		nick[strcspn(nick, " ")] = '\0';
		if (window != NULL && !name_equal(nick, register_nick()))
			nicklist_seen(nick, windows_number(window));
		++*count;
	}
	return before < NAMES_SHOWN && (window == NULL || !window->returning);
}

bool membership_on_names_end(const struct irc_msg *m)
{
	struct window *window = windows_find(irc_param(m, 1));
	unsigned *count = window != NULL ? &window->names : &names_elsewhere;

	if (*count > NAMES_SHOWN && (window == NULL || !window->returning))
		ui_showf(UI_INFO, "%u names in all", *count);
	*count = 0;
	if (window != NULL)
		window->returning = false;
	return false;
}

void membership_refused(const char *channel)
{
	struct window *window = windows_find(channel);

	if (window != NULL && !window->joined && !window->person)
		windows_close(window);
}

bool membership_on_rename(const struct irc_msg *m)
{
	const char *to = irc_param(m, 1);
	struct window *window = windows_find(irc_param(m, 0));

	if (window != NULL && !window->person && name_has_channel_prefix(to) && windows_find(to) == NULL)
		buf_copy(window->name, sizeof window->name, to);
	rejoin_renamed(irc_param(m, 0), to);
	return true;
}

bool membership_on_unavailable(const struct irc_msg *m)
{
	return name_has_channel_prefix(irc_param(m, 1)) || register_on_nick_refused(m);
}
