/* cmd_who.c: WHO, with WHOX: lists of users.
 *
 * All under the chat lock. Long replies wait between their lines while the
 * requester's queue is full. A user with mode i is listed only for users who
 * share a channel with them, or who give the exact nick. Sources: Modern IRC,
 * "WHO message"; IRCv3 whox.
 */
#include "base/buf.h"
#include "base/clock.h"
#include "chat/account.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/mask.h"
#include "chat/user.h"
#include "irc/name.h"
#include "server/cmd/cap.h"
#include "server/cmd/command.h"
#include "server/cmd/reply.h"
#include "server/config/settings.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"

#include <string.h>

/* The fields of WHOX, in the order of its reply. */
static const char known_fields[] = "tcuihsnfdlaor";

/* A parsed WHO command. */
struct who {
	int asker;
	const char *fields; /* the nfields letters of WHOX, which may be none; NULL: plain WHO */
	size_t nfields;
	char token[4];
	bool opers_only;
};

/* H (here) or G (gone), * for an operator, the prefixes in the channel (-1: none), B for a bot. */
static void put_flags(struct buf *b, const struct who *w, int channel, int slot)
{
	const struct user *u = &users[slot];

	buf_char(b, u->away[0] != '\0' ? 'G' : 'H');
	if (u->modes & USER_OPER)
		buf_char(b, '*');
	if (channel >= 0)
		buf_str(b, channel_signs(channel, slot, users[w->asker].caps & CAP_MULTI_PREFIX));
	if (u->modes & USER_BOT)
		buf_str(b, USER_BOT_LETTER);
}

/* Appends one field of WHOX. */
static void put_field(struct buf *b, const struct who *w, char field, int channel, int slot)
{
	const struct user *u = &users[slot];

	if (b->len > 0)
		buf_char(b, ' ');
	switch (field) {
	case 't':
		buf_str(b, w->token);
		break;
	case 'c':
		buf_str(b, channel >= 0 ? channels[channel].name : "*");
		break;
	case 'u':
		buf_str(b, u->name);
		break;
	case 'i': /* the host is the address */
	case 'h':
		buf_str(b, u->host);
		break;
	case 's':
		buf_str(b, settings.name);
		break;
	case 'n':
		buf_str(b, u->nick);
		break;
	case 'f':
		put_flags(b, w, channel, slot);
		break;
	case 'd':
		buf_char(b, '0');
		break;
	case 'a':
		buf_str(b, account_of(slot) != NULL ? account_of(slot) : "0");
		break;
	case 'l':
		buf_number(b, clock_since(event_now_ms(), u->spoke_ms) / 1000, 0);
		break;
	case 'o':
		buf_str(b, "n/a");
		break;
	case 'r':
		buf_fmt(b, ":%s", u->realname);
		break;
	}
}

/* Sends one line; channel -1: `*`. */
static void who_line(const struct who *w, int channel, int slot)
{
	const struct user *u = &users[slot];
	char flags[8];
	struct buf b;

	if (w->opers_only && !(u->modes & USER_OPER))
		return;
	if (w->fields == NULL) {
		buf_init(&b, flags, sizeof flags);
		put_flags(&b, w, channel, slot);
		reply(w->asker, RPL_WHOREPLY, channel >= 0 ? channels[channel].name : "*", u->name, u->host,
		      settings.name, u->nick, flags, u->realname);
		return;
	}
	reply_list(w->asker, &b, 0);
	for (const char *field = known_fields; *field != '\0'; field++)
		if (memchr(w->fields, *field, w->nfields) != NULL)
			put_field(&b, w, *field, channel, slot);
	if (b.len > 0)
		reply(w->asker, RPL_WHOSPCRPL, b.at);
	else
		reply_line(w->asker, "%03d %s", RPL_WHOSPCRPL, user_nick(w->asker));
}

/* True if a list for the asker shows the user. */
static bool may_see(int asker, int slot)
{
	return asker == slot || !(users[slot].modes & USER_INVISIBLE) || user_shares_channel(asker, slot);
}

static void who_channel(const struct who *w, const char *name)
{
	for (int i = 0; i < CLIENTS; i++) {
		int channel;
		if (backpressure_wait_to_answer(w->asker) == BACKPRESSURE_CLOSED)
			return;
		channel = channel_find(name);
		if (channel < 0 || !channel_visible(channel, w->asker))
			return;
		if (channel_has(channel, i) && may_see(w->asker, i))
			who_line(w, channel, i);
	}
}

/* Lists the users whose nick, user name, host or real name matches; an exact nick lists that user alone. */
static void who_mask(const struct who *w, const char *mask)
{
	int slot = user_find_registered(mask);

	if (slot >= 0) {
		who_line(w, -1, slot);
		return;
	}
	if (strlen(mask) > REALNAME_MAX)
		return; /* only stars could still match so much, and trying costs time under the lock */
	for (int i = 0; i < CLIENTS; i++) {
		const struct user *u = &users[i];
		if (backpressure_wait_to_answer(w->asker) == BACKPRESSURE_CLOSED)
			return;
		if (!u->registered || !may_see(w->asker, i))
			continue;
		if (name_match(mask, u->nick) || name_match(mask, u->name) || name_match(mask, u->host) ||
		    name_match(mask, u->realname))
			who_line(w, -1, i);
	}
}

/* Parses `[o][%fields[,token]]`. A token has up to three digits; a wrong one becomes 0. A '%' alone selects WHOX: such
 * a client waits for 354, with whatever fields are known. */
static void take_options(struct who *w, const char *options)
{
	const char *fields = strchr(options, '%'), *token;
	size_t n;

	w->opers_only = strcspn(options, "o") < strcspn(options, "%");
	if (fields == NULL)
		return;
	fields++;
	w->fields = fields;
	w->nfields = strcspn(fields, ",");
	token = strchr(fields, ',');
	n = token != NULL ? strspn(token + 1, "0123456789") : 0;
	buf_copy(w->token, sizeof w->token, n > 0 && n < sizeof w->token && token[1 + n] == '\0' ? token + 1 : "0");
}

void cmd_who(struct slot *s, const struct irc_msg *m)
{
	const char *mask =
		m->nparams > 0 && m->params[0][0] != '\0' && strcmp(m->params[0], "0") != 0 ? m->params[0] : "*";
	struct who w = { .asker = s->index };

	if (m->nparams > 1)
		take_options(&w, m->params[1]);
	if (name_has_channel_prefix(mask))
		who_channel(&w, mask);
	else
		who_mask(&w, mask);
	reply(s->index, RPL_ENDOFWHO, reply_word(mask));
}
