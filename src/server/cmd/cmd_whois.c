/* cmd_whois.c: WHOIS, WHOWAS: details of one user.
 *
 * All under the chat lock. Sources: Modern IRC, "WHOIS message", "WHOWAS
 * message".
 */
#include "base/buf.h"
#include "base/clock.h"
#include "chat/account.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/user.h"
#include "chat/whowas.h"
#include "irc/format.h"
#include "server/cmd/cmd_isupport.h"
#include "server/cmd/cmd_server.h"
#include "server/cmd/cmd_user.h"
#include "server/cmd/command.h"
#include "server/cmd/reply.h"
#include "server/config/settings.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"

#include <string.h>

/* ---- WHOIS ---- */

/* Sends the user's channels that the requester may see, in as many lines as they take. */
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

/* Sends the details that only the user and operators may see. */
static void whois_private(struct slot *s, int slot)
{
	char modes[sizeof USER_MODE_LETTERS];
	struct buf b;

	buf_init(&b, modes, sizeof modes);
	cmd_user_put_modes(&b, users[slot].modes);
	reply(s->index, RPL_WHOISACTUALLY, users[slot].nick, users[slot].host);
	reply(s->index, RPL_WHOISMODES, users[slot].nick, modes);
}

static void whois_one(struct slot *s, const char *nick)
{
	int slot = user_find_registered(nick);
	const struct user *u;
	unsigned long idle;

	if (slot < 0) {
		reply(s->index, ERR_NOSUCHNICK, reply_word(nick));
		return;
	}
	u = &users[slot];
	idle = (unsigned long)(clock_since(event_now_ms(), u->spoke_ms) / 1000);
	reply(s->index, RPL_WHOISUSER, u->nick, u->name, u->host, u->realname);
	if (slot == s->index || !(u->modes & USER_INVISIBLE) || user_shares_channel(s->index, slot))
		whois_channels(s, slot);
	reply(s->index, RPL_WHOISSERVER, u->nick, settings.name, settings.description);
	if (u->modes & USER_OPER)
		reply(s->index, RPL_WHOISOPERATOR, u->nick);
	if (account_of(slot) != NULL)
		reply(s->index, RPL_WHOISACCOUNT, u->nick, account_of(slot));
	if (u->modes & USER_BOT)
		reply(s->index, RPL_WHOISBOT, u->nick);
	if (slot == s->index || users[s->index].modes & USER_OPER)
		whois_private(s, slot);
	if (u->away[0] != '\0')
		reply(s->index, RPL_AWAY, u->nick, u->away);
	if (slots[slot].protocol != &protocol_irc)
		reply(s->index, RPL_WHOISSPEECH, u->nick, slots[slot].protocol->name);
	reply(s->index, RPL_WHOISIDLE, u->nick, idle, (unsigned long long)u->signon);
}

/* `WHOIS nick[,nick...]` or `WHOIS server nick[,nick...]`: the only server is this one, by its name or by a user's
 * nick. */
void cmd_whois(struct slot *s, const struct irc_msg *m)
{
	const char *nicks = m->nparams > 1 ? m->params[1] : m->nparams > 0 ? m->params[0] : "";
	char nick[NICK_MAX + 2];
	const char *rest = nicks;

	if (*nicks == '\0') {
		reply(s->index, ERR_NONICKNAMEGIVEN);
		return;
	}
	if (m->nparams > 1 && !cmd_server_for_us(s, m, 0))
		return;
	for (int n = 0; n < TARGETS_MAX && irc_list_next(&rest, nick, sizeof nick); n++) {
		if (backpressure_wait_to_answer(s->index) == BACKPRESSURE_CLOSED)
			return;
		whois_one(s, nick);
	}
	reply(s->index, RPL_ENDOFWHOIS, reply_word(nicks));
}

/* ---- WHOWAS ---- */

static void whowas_one(struct slot *s, const struct whowas *w)
{
	char date[32];
	struct buf b;

	buf_init(&b, date, sizeof date);
	format_date(&b, w->until * 1000ull);
	reply(s->index, RPL_WHOWASUSER, w->nick, w->name, w->host, w->realname);
	reply(s->index, RPL_WHOISSERVER, w->nick, settings.name, date);
}

/* `WHOWAS nick [count [server]]`: the newest first; a count that is not a positive number means all. */
void cmd_whowas(struct slot *s, const struct irc_msg *m)
{
	const char *nick = m->nparams > 0 ? m->params[0] : "", *count = m->nparams > 1 ? m->params[1] : "";
	const struct whowas *w;
	uint32_t at = whowas_newest();
	int most = 0, found = 0;

	if (*nick == '\0') {
		reply(s->index, ERR_NONICKNAMEGIVEN);
		return;
	}
	if (!cmd_server_for_us(s, m, 2))
		return;
	while (*count >= '0' && *count <= '9' && most < WHOWAS_MAX)
		most = most * 10 + (*count++ - '0');
	if (most == 0 || *count != '\0')
		most = WHOWAS_MAX;
	while (found < most && backpressure_wait_to_answer(s->index) != BACKPRESSURE_CLOSED &&
	       (w = whowas_before(nick, &at)) != NULL) {
		whowas_one(s, w);
		found++;
	}
	if (found == 0)
		reply(s->index, ERR_WASNOSUCHNICK, reply_word(nick));
	reply(s->index, RPL_ENDOFWHOWAS, reply_word(nick));
}
