/* cmd_who.c: WHO, WHOIS: who is who.
 *
 * All under the chat lock. Long answers wait between their lines while the
 * asker's queue is full. A user with mode i is shown only to those who share a
 * channel, or who know the nick.
 */
#include "server/command.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "irc/name.h"
#include "server/cap.h"
#include "server/objects.h"
#include "server/reply.h"
#include "server/room.h"

/* ---- WHO ---- */

/* One line; channel -1: `*`. */
static void who_line(int asker, int channel, int slot)
{
	const struct user *u = &users[slot];
	char flags[8];
	struct buf b;

	buf_init(&b, flags, sizeof flags);
	buf_char(&b, u->away[0] != '\0' ? 'G' : 'H');
	if (channel >= 0)
		buf_str(&b, channel_signs(channel, slot, users[asker].caps & CAP_MULTI_PREFIX));
	reply(asker, RPL_WHOREPLY, channel >= 0 ? channels[channel].name : "*", u->name, u->host, settings.name,
	      u->nick, flags, u->realname);
}

/* May the asker see the user in a list? */
static bool may_see(int asker, int slot)
{
	return asker == slot || !(users[slot].modes & USER_INVISIBLE) || user_shares_channel(asker, slot);
}

static void who_channel(struct slot *s, const char *name)
{
	for (int i = 0; i < CLIENTS; i++) {
		int channel;
		if (room_to_answer(s->index) == ROOM_CLOSED)
			return;
		channel = channel_find(name);
		if (channel < 0 || !channel_visible(channel, s->index))
			return;
		if (channel_has(channel, i) && may_see(s->index, i))
			who_line(s->index, channel, i);
	}
}

/* Everyone whose nick, user name, host or real name matches. */
static void who_mask(struct slot *s, const char *mask)
{
	if (strlen(mask) > REALNAME_MAX)
		return; /* all that it could still match is stars, and trying costs time under the lock */
	for (int i = 0; i < CLIENTS; i++) {
		const struct user *u = &users[i];
		if (room_to_answer(s->index) == ROOM_CLOSED)
			return;
		if (!u->registered || (!may_see(s->index, i) && !name_equal(mask, u->nick)))
			continue;
		if (name_match(mask, u->nick) || name_match(mask, u->name) || name_match(mask, u->host) ||
		    name_match(mask, u->realname))
			who_line(s->index, -1, i);
	}
}

void cmd_who(struct slot *s, const struct irc_msg *m)
{
	const char *mask =
		m->nparams > 0 && m->params[0][0] != '\0' && strcmp(m->params[0], "0") != 0 ? m->params[0] : "*";
	bool opers_only = m->nparams > 1 && strcmp(m->params[1], "o") == 0;

	if (opers_only) {
		/* there are none */
	} else if (name_has_channel_prefix(mask)) {
		who_channel(s, mask);
	} else {
		who_mask(s, mask);
	}
	reply(s->index, RPL_ENDOFWHO, mask);
}

/* ---- WHOIS ---- */

/* The channels that both may know of; as many lines as they take. */
static void whois_channels(struct slot *s, int slot)
{
	int channel = 0;

	while (channel >= 0) {
		struct buf b;
		reply_list(s->index, &b, strlen(users[slot].nick) + 2);
		while ((channel = bits_next(users[slot].in, CHANNEL_WORDS, channel)) >= 0) {
			size_t before = b.len;
			if (channel_visible(channel, s->index))
				buf_fmt(&b, "%s%s%s", b.len > 0 ? " " : "", channel_signs(channel, slot, true),
				        channels[channel].name);
			if (b.overflow) {
				b.at[b.len = before] = '\0';
				break; /* this channel begins the next line */
			}
			channel++;
		}
		if (b.len > 0)
			reply(s->index, RPL_WHOISCHANNELS, users[slot].nick, b.at);
	}
}

static void whois_one(struct slot *s, const char *nick)
{
	int slot = user_find_registered(nick);
	const struct user *u = &users[slot];
	unsigned long idle;

	if (slot < 0) {
		reply(s->index, ERR_NOSUCHNICK, nick);
		return;
	}
	idle = (unsigned long)(clock_since(event_now_ms(), u->spoke_ms) / 1000);
	reply(s->index, RPL_WHOISUSER, u->nick, u->name, u->host, u->realname);
	if (slot == s->index || !(u->modes & USER_INVISIBLE) || user_shares_channel(s->index, slot))
		whois_channels(s, slot);
	reply(s->index, RPL_WHOISSERVER, u->nick, settings.name, settings.description);
	if (u->away[0] != '\0')
		reply(s->index, RPL_AWAY, u->nick, u->away);
	if (slots[slot].speech != &speech_irc)
		reply(s->index, RPL_WHOISSPEECH, u->nick, slots[slot].speech->name);
	reply(s->index, RPL_WHOISIDLE, u->nick, idle, (unsigned long long)u->signon);
}

void cmd_whois(struct slot *s, const struct irc_msg *m)
{
	/* `WHOIS nick` or `WHOIS server nick`; the server can only be this one, by its name or by a user's nick. */
	const char *nicks = m->nparams > 1 ? m->params[1] : m->nparams > 0 ? m->params[0] : "";
	char nick[NICK_MAX + 2];
	const char *rest = nicks;

	if (*nicks == '\0') {
		reply(s->index, ERR_NONICKNAMEGIVEN);
		return;
	}
	if (m->nparams > 1 && !name_match(m->params[0], settings.name) && user_find_registered(m->params[0]) < 0) {
		reply(s->index, ERR_NOSUCHSERVER, m->params[0]);
		return;
	}
	while (irc_list_next(&rest, nick, sizeof nick) && room_to_answer(s->index) != ROOM_CLOSED)
		whois_one(s, nick);
	reply(s->index, RPL_ENDOFWHOIS, nicks);
}
