/* cmd_user.c: AWAY, SETNAME, MODE of users, ISON, USERHOST.
 *
 * All under the chat lock.
 */
#include "server/cmd/cmd_user.h"

#include "base/buf.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "chat/watch.h"
#include "server/cmd/cap.h"
#include "server/cmd/command.h"
#include "server/cmd/reply.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"

#include <string.h>

void cmd_user_audience(int slot, enum cap cap, uint32_t set[SLOT_WORDS])
{
	memset(set, 0, SLOT_WORDS * sizeof *set);
	watch_readers(users[slot].nick, set);
	cap_split(set, CAP_EXTENDED_MONITOR, NULL);
	channel_peers(slot, set);
	bits_remove(set, slot);
	cap_split(set, cap, NULL);
}

/* The same for the user who runs a command. Waits for room in their queues; false: the user is being closed. */
static bool audience(struct slot *s, enum cap cap, uint32_t set[SLOT_WORDS])
{
	do {
		cmd_user_audience(s->index, cap, set);
	} while (backpressure_wait_for(s->index, set) == BACKPRESSURE_WAITED);
	return s->state == SLOT_OPEN;
}

/* ---- AWAY, SETNAME ---- */

/* With draft/pre-away, AWAY is allowed before registration. `AWAY *` is an away message like any other: it says that
 * the user is absent, and other clients with the capability know how to show it. */
void cmd_away(struct slot *s, const struct irc_msg *m)
{
	struct event e;
	struct user *u = &users[s->index];
	char text[sizeof u->away];
	uint32_t told[SLOT_WORDS];
	bool changed;

	if (!u->registered && !(u->caps & CAP_PRE_AWAY)) {
		reply(s->index, ERR_NOTREGISTERED);
		return;
	}
	if (!audience(s, CAP_AWAY_NOTIFY, told))
		return;
	buf_copy(text, sizeof text, m->nparams > 0 ? m->params[0] : "");
	changed = strcmp(text, u->away) != 0;
	memcpy(u->away, text, sizeof text);
	if (u->away[0] != '\0')
		reply(s->index, RPL_NOWAWAY);
	else
		reply(s->index, RPL_UNAWAY);
	if (!changed || !u->registered)
		return;
	buf_fmt(event_from(&e, s->index), u->away[0] != '\0' ? "AWAY :%s" : "AWAY", u->away);
	event_to_set(&e, told);
	event_end(&e);
}

void cmd_setname(struct slot *s, const struct irc_msg *m)
{
	static const char wrong[] = "A real name has 1 to " STRING(REALNAME_MAX) " bytes";
	struct event e;
	struct user *u = &users[s->index];
	size_t len = strlen(m->params[0]);
	uint32_t told[SLOT_WORDS];

	if (len == 0 || len > REALNAME_MAX) {
		reply_fail(s->index, "SETNAME", "INVALID_REALNAME", "", wrong);
		return;
	}
	if (!audience(s, CAP_SETNAME, told))
		return;
	if (u->caps & CAP_SETNAME)
		bits_add(told, s->index);
	buf_copy(u->realname, sizeof u->realname, m->params[0]);
	buf_fmt(event_from(&e, s->index), "SETNAME :%s", u->realname);
	event_to_set(&e, told);
	event_end(&e);
}

/* ---- MODE ---- */

void cmd_user_put_modes(struct buf *b, uint8_t modes)
{
	for (int i = 0; USER_MODE_LETTERS[i] != '\0'; i++)
		if (modes >> i & 1)
			buf_char(b, USER_MODE_LETTERS[i]);
}

void cmd_user_answer_modes(int slot)
{
	char letters[sizeof USER_MODE_LETTERS];
	struct buf b;

	buf_init(&b, letters, sizeof letters);
	cmd_user_put_modes(&b, users[slot].modes);
	reply(slot, RPL_UMODEIS, letters);
}

void cmd_user_change_modes(int slot, uint8_t modes)
{
	struct event e;
	struct user *u = &users[slot];
	uint8_t added = modes & ~u->modes, gone = u->modes & ~modes;
	struct buf *line;

	ASSERT_CHAT_LOCKED();
	if (added == 0 && gone == 0)
		return;
	u->modes = modes;
	line = event_from(&e, slot);
	buf_fmt(line, "MODE %s :%s", u->nick, added != 0 ? "+" : "");
	cmd_user_put_modes(line, added);
	buf_str(line, gone != 0 ? "-" : "");
	cmd_user_put_modes(line, gone);
	event_to(&e, slot);
	event_end(&e);
}

void cmd_user_mode(struct slot *s, const struct irc_msg *m)
{
	int whose = user_find_registered(m->params[0]);
	uint8_t modes = users[s->index].modes;
	bool add = true, unknown = false;

	if (whose < 0) {
		reply(s->index, ERR_NOSUCHNICK, reply_word(m->params[0]));
		return;
	}
	if (whose != s->index) {
		reply(s->index, ERR_USERSDONTMATCH);
		return;
	}
	if (m->nparams == 1) {
		cmd_user_answer_modes(s->index);
		return;
	}
	for (const char *p = m->params[1]; *p != '\0'; p++) {
		const char *at = strchr(USER_MODE_LETTERS, *p);
		uint8_t bit = at != NULL ? (uint8_t)(1 << (at - USER_MODE_LETTERS)) : 0;

		if (*p == '+' || *p == '-')
			add = *p == '+';
		else if (bit == 0)
			unknown = true;
		else if (!add)
			modes &= ~bit;
		else if (bit != USER_OPER) /* only OPER sets it (RFC 2812 section 3.1.5) */
			modes |= bit;
	}
	cmd_user_change_modes(s->index, modes);
	if (unknown)
		reply(s->index, ERR_UMODEUNKNOWNFLAG);
}

/* ---- ISON, USERHOST ---- */

/* Appends a word to a list. If it does not fit, sends the list as `numeric` and begins another one. */
static void list_word(struct slot *s, struct buf *b, enum numeric numeric, const char *word)
{
	if (b->len > 0 && b->len + 1 + strlen(word) > b->size - 1) {
		reply_format(s->index, numeric, RPL_ISON_TEXT, b->at);
		buf_init(b, b->at, b->size);
	}
	buf_fmt(b, "%s%s", b->len > 0 ? " " : "", word);
}

void cmd_ison(struct slot *s, const struct irc_msg *m)
{
	char nick[NICK_MAX + 2];
	struct buf b;

	reply_list(s->index, &b, 1);
	for (int i = 0; i < m->nparams; i++) {
		/* Clients send the nicks as parameters, or all in the last parameter. */
		for (const char *p = m->params[i]; *(p += strspn(p, " ")) != '\0';) {
			size_t n = strcspn(p, " ");
			int slot = -1;
			if (n < sizeof nick) {
				memcpy(nick, p, n);
				nick[n] = '\0';
				slot = user_find_registered(nick);
			}
			if (slot >= 0)
				list_word(s, &b, RPL_ISON, users[slot].nick);
			p += n;
		}
	}
	reply(s->index, RPL_ISON, b.at);
}

void cmd_userhost(struct slot *s, const struct irc_msg *m)
{
	char word[NICK_MAX + USER_MAX + HOST_MAX + 4];
	struct buf b;

	reply_list(s->index, &b, 1);
	for (int i = 0; i < m->nparams; i++) {
		int slot = user_find_registered(m->params[i]);
		struct buf w;
		if (slot < 0)
			continue;
		buf_init(&w, word, sizeof word);
		buf_fmt(&w, "%s=%c%s@%s", users[slot].nick, users[slot].away[0] != '\0' ? '-' : '+', users[slot].name,
		        users[slot].host);
		list_word(s, &b, RPL_USERHOST, word);
	}
	reply(s->index, RPL_USERHOST, b.at);
}
