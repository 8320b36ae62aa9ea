/* cmd_register.c: PASS, NICK, USER, PING, PONG, QUIT: registration, keep-alive, disconnection.
 *
 * A client is registered once it has a nick and a user name, has no open CAP
 * negotiation, and has given the password if there is one. All under the chat
 * lock.
 */
#include "server/cmd/cmd_register.h"

#include "base/buf.h"
#include "base/check.h"
#include "base/utf8.h"
#include "chat/account.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "chat/watch.h"
#include "chat/whowas.h"
#include "irc/format.h"
#include "irc/name.h"
#include "server/cmd/cap.h"
#include "server/cmd/cmd_isupport.h"
#include "server/cmd/cmd_monitor.h"
#include "server/cmd/cmd_user.h"
#include "server/cmd/command.h"
#include "server/cmd/multiline.h"
#include "server/cmd/reply.h"
#include "server/cmd/token.h"
#include "server/config/secrets.h"
#include "server/config/settings.h"
#include "server/conn/alive.h"
#include "server/conn/backpressure.h"
#include "server/conn/flush.h"
#include "server/conn/guess.h"
#include "server/conn/held.h"
#include "server/conn/origin.h"
#include "server/conn/slot.h"
#include "server/system/started.h"

#include <string.h>

/* How often take_back looks whether the nick is free, milliseconds. */
#define TAKE_BACK_LOOK_MS 10

/* ---- the welcome ---- */

static void welcome(struct slot *s)
{
	static const struct irc_msg nothing = { .command = "" };
	int slot = s->index;
	const struct user *u = &users[slot];
	char started[32], token[TOKEN_TEXT + 1];
	struct buf b;

	buf_init(&b, started, sizeof started);
	format_date(&b, started_wall_ms);
	reply(slot, RPL_WELCOME, settings.network, u->nick, u->name, u->host);
	reply(slot, RPL_YOURHOST, settings.name, VERSION);
	reply(slot, RPL_CREATED, started);
	reply(slot, RPL_MYINFO, settings.name, VERSION, USER_MODE_LETTERS, "CIbeiklmnostv", "Ibeklov");
	cmd_isupport_answer(s);
	cmd_lusers(s, &nothing);
	cmd_motd(s, &nothing);
	if (s->state != SLOT_OPEN)
		return;
	cmd_user_answer_modes(slot);
	if (u->caps & CAP_RESUME && token_write(u->session, token))
		reply_line(slot, "RESUME TOKEN %s", token);
}

/* Frees a nick that is the name of the user's own account: its holder is a connection that they have lost, or somebody
 * whom it does not belong to. Returns when the nick is free, or the user is being closed. */
static void take_back(struct slot *s, const char *nick)
{
	bool flushed = false;
	int holder;

	while (s->state == SLOT_OPEN && account_owns(s->index, nick) && (holder = user_find_registered(nick)) >= 0 &&
	       holder != s->index) {
		slot_close(holder, "The owner of this nick has come back on another connection");
		flush_or_wait(flushed, false, TAKE_BACK_LOOK_MS);
		flushed = !flushed;
	}
}

/* True if another user has the nick, or an account of somebody else, after the error reply (433). Also checks whether
 * that user's connection is alive: if it is dead, the nick will soon be free. */
static bool is_taken(struct slot *s, const char *nick)
{
	int owner = user_find_registered(nick);

	if (owner == s->index)
		return false;
	if (account_protects(nick, s->index)) {
		reply(s->index, ERR_NICKOWNED, nick);
		return true;
	}
	if (owner < 0)
		return false;
	alive_doubt(owner);
	reply(s->index, ERR_NICKNAMEINUSE, nick);
	return true;
}

/* True for the nick of an account that the client may still log in to, before it ends CAP negotiation. */
static bool may_be_own(const struct slot *s, const char *nick)
{
	return s->capping && !users[s->index].registered && account_protects(nick, s->index);
}

/* Waits until the users who monitor the nick have room in their queues. False: the slot has been closed, or another
 * client has taken the nick meanwhile, and the error reply has been sent. */
OWN_FRAME static bool may_register(struct slot *s)
{
	struct user *u = &users[s->index];
	uint32_t watchers[SLOT_WORDS];
	char nick[NICK_MAX + 1];

	do {
		take_back(s, u->nick);
		if (s->state != SLOT_OPEN)
			return false;
		if (user_find_registered(u->nick) >= 0 || /* another client was faster */
		    account_protects(u->nick, s->index)) {
			buf_copy(nick, sizeof nick, u->nick);
			u->nick[0] = '\0';
			(void)is_taken(s, nick);
			return false;
		}
		memset(watchers, 0, sizeof watchers);
		watch_readers(u->nick, watchers);
	} while (backpressure_wait_for(s->index, watchers) == BACKPRESSURE_WAITED);
	return s->state == SLOT_OPEN;
}

bool cmd_register_password_ok(struct slot *s)
{
	if (settings.password == NULL || s->password_ok)
		return true;
	reply(s->index, ERR_PASSWDMISMATCH);
	slot_close(s->index, "Password missing or wrong");
	return false;
}

void cmd_register_enter(struct slot *s, bool news)
{
	user_register(s->index, event_now_ms(), event_wall_ms() / 1000);
	s->stranger = false;
	origin_register(s->origin);
	held_wake();
	s->named = true;
	if (news)
		cmd_monitor_tell(s->index, true);
	welcome(s);
}

void cmd_register_if_complete(struct slot *s)
{
	const struct user *u = &users[s->index];

	if (u->registered || u->nick[0] == '\0' || u->name[0] == '\0' || s->capping)
		return;
	if (!cmd_register_password_ok(s) || !may_register(s))
		return;
	cmd_register_enter(s, true);
}

/* ---- PASS, NICK, USER ---- */

void cmd_pass(struct slot *s, const struct irc_msg *m)
{
	if (users[s->index].registered) {
		reply(s->index, ERR_ALREADYREGISTERED);
		return;
	}
	if (settings.password == NULL || !guess_turn(s))
		return;
	s->password_ok = secrets_password_fits(m->params[0]);
	if (!s->password_ok)
		guess_wrong(s);
}

/* Changes the nick; sends the change to the user, to all peers, and to those who monitor the nicks. */
static void change_nick(struct slot *s, const char *nick)
{
	struct event e;
	uint32_t told[SLOT_WORDS] = { 0 };
	bool another = !name_equal(users[s->index].nick, nick); /* more than a change of case */

	channel_peers(s->index, told);
	bits_add(told, s->index);
	buf_fmt(event_from(&e, s->index), "NICK :%s", nick);
	event_to_set(&e, told);
	event_keep_everywhere(&e, s->index);
	event_end(&e);
	if (another) {
		cmd_monitor_tell(s->index, false);
		whowas_add(s->index, event_wall_ms() / 1000);
	}
	multiline_renamed(users[s->index].nick, nick);
	user_set_nick(s->index, nick);
	if (another)
		cmd_monitor_tell(s->index, true);
	s->named = true;
}

void cmd_nick(struct slot *s, const struct irc_msg *m)
{
	struct user *u = &users[s->index];
	const char *nick = m->nparams > 0 ? m->params[0] : "";
	uint32_t peers[SLOT_WORDS];

	if (*nick == '\0') {
		reply(s->index, ERR_NONICKNAMEGIVEN);
		return;
	}
	if (!name_is_nick(nick)) {
		reply(s->index, ERR_ERRONEUSNICKNAME, reply_word(nick), NICK_MAX);
		return;
	}
	do {
		take_back(s, nick);
		if (s->state != SLOT_OPEN || (!may_be_own(s, nick) && is_taken(s, nick)))
			return;
		memset(peers, 0, sizeof peers);
		channel_peers(s->index, peers);
		watch_readers(u->nick, peers);
		watch_readers(nick, peers);
	} while (backpressure_wait_for(s->index, peers) == BACKPRESSURE_WAITED);
	if (s->state != SLOT_OPEN || strcmp(u->nick, nick) == 0)
		return;
	if (u->registered) {
		change_nick(s, nick);
	} else {
		user_set_nick(s->index, nick);
		cmd_register_if_complete(s);
	}
}

void cmd_user(struct slot *s, const struct irc_msg *m)
{
	struct user *u = &users[s->index];
	struct buf b;

	if (u->registered || u->name[0] != '\0') {
		reply(s->index, ERR_ALREADYREGISTERED);
		return;
	}
	if (m->params[0][0] == '\0' || m->params[3][0] == '\0') {
		reply(s->index, ERR_NEEDMOREPARAMS, "USER");
		return;
	}
	/* The user name is the client's claim: the ~ marks it as unverified. Characters that could be mistaken for part
	 * of a source are dropped. */
	buf_init(&b, u->name, sizeof u->name);
	buf_char(&b, '~');
	for (const char *p = m->params[0]; *p != '\0'; p++)
		if (*p > ' ' && *p < 0x7f && strchr("!@:", *p) == NULL)
			buf_char(&b, *p);
	if (b.len == 1)
		buf_str(&b, "user");
	buf_copy(u->realname, sizeof u->realname, m->params[3]);
	cmd_register_if_complete(s);
}

/* ---- PING, PONG, QUIT ---- */

void cmd_ping(struct slot *s, const struct irc_msg *m)
{
	if (m->params[0][0] == '\0')
		reply(s->index, ERR_NOORIGIN);
	else
		reply_line(s->index, "PONG %s :%s", settings.name, m->params[0]);
}

void cmd_pong(struct slot *s, const struct irc_msg *m)
{
	(void)s; /* any input is a sign of life: command.c has recorded it */
	(void)m;
}

void cmd_quit(struct slot *s, const struct irc_msg *m)
{
	char reason[REASON_MAX + 1];
	struct buf b;

	buf_init(&b, reason, sizeof reason);
	buf_fmt(&b, "Quit: %s", m->nparams > 0 ? m->params[0] : "");
	b.len = b.overflow ? utf8_cut(b.at, b.len) : b.len;
	reason[b.len] = '\0';
	/* The final ERROR is the answer, and carries the label. It comes after the user has been removed, so a
	 * client that has read it may return with the same nick. The label stays valid: no more lines are read into
	 * `input`. */
	s->label_len = (uint8_t)labeled_take_label(s->input);
	slot_close(s->index, reason);
}
