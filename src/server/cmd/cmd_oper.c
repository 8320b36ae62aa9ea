/* cmd_oper.c: OPER, and the commands of operators: KILL, CHGHOST, REHASH, RESTART, WALLOPS.
 *
 * All under the chat lock. command.c has checked that the user is an operator,
 * except for OPER. Sources: Modern IRC, "OPER message" and "Operator Messages".
 */
#include "base/buf.h"
#include "base/log.h"
#include "base/utf8.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "irc/name.h"
#include "server/cmd/audience.h"
#include "server/cmd/cap.h"
#include "server/cmd/cmd_user.h"
#include "server/cmd/command.h"
#include "server/cmd/reply.h"
#include "server/config/rehash.h"
#include "server/config/secrets.h"
#include "server/config/settings.h"
#include "server/conn/backpressure.h"
#include "server/conn/flush.h"
#include "server/conn/guess.h"
#include "server/conn/main_call.h"
#include "server/conn/slot.h"

#include <string.h>

void cmd_oper(struct slot *s, const struct irc_msg *m)
{
	const struct user *u = &users[s->index];
	char nick[NICK_MAX + 1], host[HOST_MAX + 1];
	bool fits;

	if (!secrets_has_opers()) {
		reply(s->index, ERR_NOOPERHOST);
		return;
	}
	if (!guess_turn(s))
		return;
	fits = secrets_oper_fits(m->params[0], m->params[1]);
	if (!fits)
		guess_wrong(s);
	buf_copy(nick, sizeof nick, u->nick);
	buf_copy(host, sizeof host, u->host);
	chat_unlock();
	if (fits)
		log_info("%s from %s is an operator now", nick, host);
	chat_lock();
	if (backpressure_wait_to_answer(s->index) == BACKPRESSURE_CLOSED)
		return;
	if (!fits) {
		reply(s->index, ERR_PASSWDMISMATCH);
		return;
	}
	reply(s->index, RPL_YOUREOPER);
	cmd_user_change_modes(s->index, u->modes | USER_OPER);
}

void cmd_kill(struct slot *s, const struct irc_msg *m)
{
	struct event e;
	char reason[REASON_MAX + 1];
	int victim = user_find_registered(m->params[0]);
	struct buf b;

	if (m->params[1][0] == '\0') {
		reply(s->index, ERR_NEEDMOREPARAMS, "KILL");
		return;
	}
	if (victim < 0) {
		if (name_equal(m->params[0], settings.name))
			reply(s->index, ERR_CANTKILLSERVER);
		else
			reply(s->index, ERR_NOSUCHNICK, reply_word(m->params[0]));
		return;
	}
	buf_init(&b, reason, sizeof reason);
	buf_fmt(&b, "Killed (%s (%s", users[s->index].nick, m->params[1]);
	if (b.len > REASON_MAX - 2) /* leave room for the closing brackets */
		b.len = utf8_cut(b.at, REASON_MAX - 2);
	b.overflow = false;
	buf_str(&b, "))");
	buf_fmt(event_from(&e, s->index), "KILL %s :%s", users[victim].nick, m->params[1]);
	event_to(&e, victim);
	event_end(&e);
	buf_fmt(event_from(&e, victim), "QUIT :%s", reason); /* the victim sees its own QUIT too (Modern IRC) */
	event_to(&e, victim);
	event_end(&e);
	slot_close(victim, reason);
}

/* True when the text can stand in a source as user or host, and be matched by masks. */
static bool is_part_of_source(const char *text, size_t most)
{
	size_t len = strlen(text);

	for (const char *p = text; *p != '\0'; p++)
		if (*p <= ' ' || *p >= 0x7f || strchr("!@*?,#", *p) != NULL)
			return false;
	return len > 0 && len <= most && *text != ':';
}

/* Clients without the capability chghost learn of it when they see the user next: a QUIT and a JOIN, which the
 * specification allows, would tell everybody of somebody who has not left. Source: IRCv3 chghost. */
void cmd_chghost(struct slot *s, const struct irc_msg *m)
{
	const char *user = m->params[1], *host = m->params[2];
	struct event e;
	uint32_t told[SLOT_WORDS];
	struct user *u;
	int slot;

	if (!is_part_of_source(user, USER_MAX) || !is_part_of_source(host, HOST_MAX)) {
		reply_fail(s->index, "CHGHOST", "INVALID_PARAMS", "",
		           "A user name has 1 to " STRING(USER_MAX) " bytes, a host 1 to " STRING(HOST_MAX)
		           ", without spaces and !@*?,#");
		return;
	}
	do {
		slot = user_find_registered(m->params[0]);
		if (slot < 0) {
			reply(s->index, ERR_NOSUCHNICK, reply_word(m->params[0]));
			return;
		}
		cmd_user_audience(slot, CAP_CHGHOST, told);
	} while (backpressure_wait_for(s->index, told) == BACKPRESSURE_WAITED);
	if (s->state != SLOT_OPEN)
		return;
	u = &users[slot];
	if (u->caps & CAP_CHGHOST)
		bits_add(told, slot);
	buf_fmt(event_from(&e, slot), "CHGHOST %s %s", user, host);
	event_to_set(&e, told);
	event_end(&e);
	buf_copy(u->name, sizeof u->name, user);
	buf_copy(u->host, sizeof u->host, host);
	if (slot != s->index || !(u->caps & CAP_CHGHOST))
		reply_notice(s->index, "%s is %s@%s now.", u->nick, u->name, u->host);
}

void cmd_wallops(struct slot *s, const struct irc_msg *m)
{
	struct event e;
	uint32_t readers[SLOT_WORDS];

	if (m->params[0][0] == '\0') {
		reply(s->index, ERR_NEEDMOREPARAMS, "WALLOPS");
		return;
	}
	do {
		memset(readers, 0, sizeof readers);
		for (int i = 0; i < CLIENTS; i++)
			if (users[i].registered && users[i].modes & USER_WALLOPS)
				bits_add(readers, i);
	} while (backpressure_wait_for(s->index, readers) == BACKPRESSURE_WAITED);
	if (s->state != SLOT_OPEN)
		return;
	buf_fmt(event_from(&e, s->index), "WALLOPS :%s", m->params[0]);
	event_to_set(&e, readers);
	event_end(&e);
	/* `WALLOPS :text` has no target, nor the space before one: hence one letter less */
	reply_cut(s->index, "WALLOPS", "", m->params[0], audience_kept(s->index, "WALLOP", "", m->params[0]));
}

static const char *came_of(int file)
{
	if (rehash_exposed() >> file & 1)
		return "others can read it, which --strict-secrets refuses, so the old one stays: the log says how to "
		       "fix it";
	return rehash_failed() >> file & 1 ? "it cannot be used, the old one stays: see the log" : "read again";
}

void cmd_rehash(struct slot *s, const struct irc_msg *m)
{
	(void)m;
	reply(s->index, RPL_REHASHING, settings_config_path != NULL ? reply_word(settings_config_path) : "*");
	rehash_ask();
	main_call();
	chat_unlock();
	flush(); /* wakes the main thread */
	chat_lock();
	while (rehash_pending() && s->state == SLOT_OPEN)
		chat_wait(1000);
	if (backpressure_wait_to_answer(s->index) == BACKPRESSURE_CLOSED)
		return;
	for (int i = 0; i < REHASH_FILES; i++)
		if (rehash_is_set(i))
			reply_notice(s->index, "%s: %s", rehash_option(i), came_of(i));
	reply_notice(s->index, "linnetd reads all other settings only when it starts.");
}

void cmd_restart(struct slot *s, const struct irc_msg *m)
{
	(void)m;
	reply(s->index, ERR_UNKNOWNERROR, "RESTART",
	      "That is for whoever started this server; REHASH reads files again");
}
