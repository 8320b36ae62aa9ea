/* register.c: registration, and our nick.
 *
 * Owns our current nick and the wanted one. If the wanted nick is in use, an alternative is taken, and the wanted one
 * is requested again at intervals until it is free. Owns the token with which the next connection takes the place of a
 * lost one.
 */
#include "client/irc/register.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "client/conn/link.h"
#include "client/conn/send.h"
#include "client/conn/session.h"
#include "client/irc/caps.h"
#include "client/irc/nick.h"
#include "client/tty/ui.h"
#include "irc/name.h"

#define TOKEN_MAX 64 /* bytes of a token of linnet.chat/resume; linnetd's have 32 */

static struct {
	const struct options *options;
	struct nick nick;
	char wanted[NICK_NAME_MAX + 1];
	bool reclaim;    /* the current nick is an alternative that the user did not choose */
	bool reclaiming; /* the wanted nick was just requested: do not show an error */
	uint64_t asked_at;
	char token[TOKEN_MAX + 1]; /* with which the next connection takes this one's place; "": none */
} me;

void register_start(const struct options *o)
{
	me.options = o;
	buf_copy(me.wanted, sizeof me.wanted, o->nick);
	buf_copy(me.nick.name, sizeof me.nick.name, o->nick);
}

const char *register_nick(void)
{
	return me.nick.name;
}

bool register_is_wanted(void)
{
	return name_equal(me.nick.name, me.wanted);
}

bool register_is_me(const struct irc_msg *m)
{
	char nick[NICK_NAME_MAX + 2];

	if (m->source == NULL)
		return false;
	irc_source_nick(m->source, nick, sizeof nick);
	return name_equal(nick, me.nick.name);
}

void register_begin(void)
{
	const struct options *o = me.options;

	me.nick = (struct nick){ .limit = 0 };
	buf_copy(me.nick.name, sizeof me.nick.name, me.wanted);
	me.reclaim = me.reclaiming = false;
	if (o->password[0] != '\0')
		send_line("PASS :%s", o->password);
	caps_begin();
	send_line("NICK %s", me.nick.name);
	send_line("USER %s 0 * :%s", o->user, me.nick.name);
}

bool register_on_cap(const struct irc_msg *m)
{
	if (!caps_hear(m) || !session_registering())
		return false;
	if (session_returning() && caps_has(CAP_RESUME) && me.token[0] != '\0')
		send_line("RESUME %s", me.token);
	me.token[0] = '\0'; /* good for one use */
	send_line("CAP END");
	return false;
}

bool register_on_resume(const struct irc_msg *m)
{
	const char *token = irc_param(m, 1);

	if (strcmp(irc_param(m, 0), "TOKEN") == 0 && *token != ':' && strchr(token, ' ') == NULL &&
	    strlen(token) <= TOKEN_MAX)
		buf_copy(me.token, sizeof me.token, token);
	return false;
}

static void set_nick(const char *nick)
{
	if (*nick != '\0' && *nick != ':' && strchr(nick, ' ') == NULL)
		buf_copy(me.nick.name, sizeof me.nick.name, nick);
	me.reclaim = me.reclaim && !name_equal(me.nick.name, me.wanted);
}

bool register_on_welcome(const struct irc_msg *m)
{
	if (!session_registering())
		return true;
	set_nick(m->nparams > 0 ? m->params[0] : "");
	me.reclaim = !register_is_wanted();
	me.asked_at = clock_ms();
	session_welcomed();
	if (session_returning())
		ui_showf(UI_LINK, register_is_wanted() ? "Connected again" : "Connected again, as %s", register_nick());
	return !session_returning();
}

bool register_on_nick(const struct irc_msg *m)
{
	const char *to = m->nparams > 0 ? m->params[0] : "";

	/* InspIRCd gives the nick of an unregistered connection to the next one that wants it, and then sends 433. */
	if (session_registering())
		return false;
	if (register_is_me(m)) {
		bool asked = me.reclaiming && name_equal(to, me.wanted);
		set_nick(to);
		me.reclaiming = false;
		if (!asked && !me.reclaim) /* the user or the server chose it: it stays */
			buf_copy(me.wanted, sizeof me.wanted, me.nick.name);
	}
	return true;
}

int register_rename(const char *nick)
{
	int status = send_line("NICK %s", nick);

	/* This is the wanted nick from now on. If it is refused, the current one stays. */
	me.reclaim = me.reclaiming = false;
	return status;
}

void register_want(const char *nick)
{
	buf_copy(me.wanted, sizeof me.wanted, nick);
	if (!session_registering())
		return;
	me.nick = (struct nick){ .limit = 0 };
	buf_copy(me.nick.name, sizeof me.nick.name, nick);
	send_line("NICK %s", nick);
}

bool register_on_nick_refused(const struct irc_msg *m)
{
	if (!session_registering()) {
		bool news = !me.reclaiming;
		me.reclaiming = false;
		return news;
	}
	nick_seen(&me.nick, irc_param(m, 1));
	/* 432: an invalid nick. Only a shorter one can help, if anything can. */
	if (!nick_other(&me.nick, strcmp(m->command, "432") == 0)) {
		link_close(); /* no alternative is left */
		return true;
	}
	if (!session_returning())
		ui_showf(UI_INFO, "The server refused that nick; trying %s", me.nick.name);
	send_line("NICK %s", me.nick.name);
	return false;
}

int register_timeout(uint64_t now)
{
	uint64_t gone = clock_since(now, me.asked_at);

	if (!me.reclaim || !session_ready())
		return -1;
	return gone < RECLAIM_MS ? (int)(RECLAIM_MS - gone) : 0;
}

void register_turn(uint64_t now)
{
	if (register_timeout(now) != 0)
		return;
	me.asked_at = now;
	me.reclaiming = true;
	send_line("NICK %s", me.wanted);
}
