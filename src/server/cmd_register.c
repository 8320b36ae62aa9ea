/* cmd_register.c: CAP, PASS, NICK, USER, PING, PONG, QUIT: coming, being alive, going.
 *
 * A client is registered when it has a nick and a user name, is not within a
 * CAP negotiation, and has given the password if there is one. All under the
 * chat lock.
 */
#include "server/command.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "irc/name.h"
#include "server/cap.h"
#include "server/main.h"
#include "server/objects.h"
#include "server/reply.h"
#include "server/room.h"
#include "server/secrets.h"

/* ---- the welcome ---- */

static void welcome(struct slot *s)
{
	static const struct irc_msg nothing = { .command = "" };
	int slot = s->index;
	const struct user *u = &users[slot];
	char started[32];
	struct buf b;

	buf_init(&b, started, sizeof started);
	format_date(&b, server_started_ms);
	reply(slot, RPL_WELCOME, settings.network, u->nick, u->name, u->host);
	reply(slot, RPL_YOURHOST, settings.name, VERSION);
	reply(slot, RPL_CREATED, started);
	reply(slot, RPL_MYINFO, settings.name, VERSION, USER_MODE_LETTERS, "CIbeiklmnostv", "Ibeklov");
	answer_isupport(s);
	cmd_lusers(s, &nothing);
	cmd_motd(s, &nothing);
	if (s->state == SLOT_OPEN)
		answer_user_modes(slot);
}

/* Registers the client if all has been said. */
static void register_if_complete(struct slot *s)
{
	struct user *u = &users[s->index];

	if (u->registered || u->nick[0] == '\0' || u->name[0] == '\0' || s->capping)
		return;
	if (settings.password != NULL && !s->password_ok) {
		reply(s->index, ERR_PASSWDMISMATCH);
		slot_close(s->index, "Password missing or wrong");
		return;
	}
	user_register(s->index, event_now_ms(), event_wall_ms() / 1000);
	s->named = true;
	welcome(s);
}

/* ---- CAP (IRCv3 capability negotiation) ---- */

static const char *const cap_names[] = {
#define CAP(bit, name) name,
	CAPS(CAP)
#undef CAP
};

void cap_split(uint32_t set[SLOT_WORDS], enum cap cap, uint32_t without[SLOT_WORDS])
{
	BITS_EACH(slot, set, SLOT_WORDS) {
		if (users[slot].caps & cap)
			continue;
		bits_remove(set, slot);
		if (without != NULL)
			bits_add(without, slot);
	}
}

/* `CAP nick SUBCOMMAND :the capabilities whose bits are set`. They fit one line. */
static void cap_list(int slot, const char *subcommand, uint32_t bits)
{
	struct buf b;

	reply_list(slot, &b, strlen("CAP  LS :"));
	for (int i = 0; i < CAP_COUNT; i++)
		if (bits >> i & 1)
			buf_fmt(&b, "%s%s", b.len > 0 ? " " : "", cap_names[i]);
	CHECK(!b.overflow);
	reply_line(slot, "CAP %s %s :%s", reply_nick(slot), subcommand, b.at);
}

/* The bit of a capability, 0 when there is none of that name. */
static uint32_t cap_named(const char *name)
{
	for (int i = 0; i < CAP_COUNT; i++)
		if (strcmp(cap_names[i], name) == 0)
			return (uint32_t)1 << i;
	return 0;
}

static void cap_set(int slot, uint32_t caps)
{
	users[slot].caps = caps;
	outqs[slot].with_tags = caps & CAP_SERVER_TIME;
}

/* All that is asked for, or nothing: ACK or NAK. */
static void cap_request(struct slot *s, const char *list)
{
	uint32_t caps = users[s->index].caps;
	const char *p = list;
	bool known = true;

	while (known && *(p += strspn(p, " ")) != '\0') {
		char name[32];
		struct buf b;
		bool off = *p == '-';
		size_t n = strcspn(p, " ");
		uint32_t bit;
		buf_init(&b, name, sizeof name);
		buf_bytes(&b, p + off, n - off);
		bit = b.overflow ? 0 : cap_named(name);
		p += n;
		if (bit == 0 || (off && bit == CAP_NOTIFY && s->cap_302))
			known = false; /* CAP 302 implies cap-notify, for good */
		caps = off ? caps & ~bit : caps | bit;
	}
	reply_line(s->index, "CAP %s %s :%s", reply_nick(s->index), known ? "ACK" : "NAK", list);
	if (known)
		cap_set(s->index, caps);
}

void cmd_cap(struct slot *s, const struct irc_msg *m)
{
	const char *sub = m->params[0], *value = m->nparams > 1 ? m->params[1] : "";
	struct user *u = &users[s->index];

	if (name_equal(sub, "LS")) {
		s->capping = !u->registered;
		if (strcmp(value, "302") >= 0 && strlen(value) >= 3) {
			s->cap_302 = true;
			u->caps |= CAP_NOTIFY;
		}
		cap_list(s->index, "LS", (1u << CAP_COUNT) - 1);
	} else if (name_equal(sub, "LIST")) {
		cap_list(s->index, "LIST", u->caps);
	} else if (name_equal(sub, "REQ")) {
		s->capping = !u->registered;
		cap_request(s, value);
	} else if (name_equal(sub, "END")) {
		s->capping = false;
		register_if_complete(s);
	} else {
		reply(s->index, ERR_INVALIDCAPCMD, sub);
	}
}

/* ---- who it is ---- */

void cmd_pass(struct slot *s, const struct irc_msg *m)
{
	if (users[s->index].registered)
		reply(s->index, ERR_ALREADYREGISTERED);
	else
		s->password_ok = secrets_password_fits(m->params[0]);
}

/* Tells the user and everyone who sees them of the new nick. */
static void change_nick(struct slot *s, const char *nick)
{
	uint32_t told[SLOT_WORDS] = { 0 };

	user_peers(s->index, told);
	bits_add(told, s->index);
	buf_fmt(event_from(s->index), "NICK :%s", nick);
	event_to_set(told);
	event_end();
	user_set_nick(s->index, nick);
	s->named = true;
}

void cmd_nick(struct slot *s, const struct irc_msg *m)
{
	struct user *u = &users[s->index];
	const char *nick = m->nparams > 0 ? m->params[0] : "";
	uint32_t peers[SLOT_WORDS];
	int owner;

	if (*nick == '\0') {
		reply(s->index, ERR_NONICKNAMEGIVEN);
		return;
	}
	if (!name_is_nick(nick)) {
		reply(s->index, ERR_ERRONEUSNICKNAME, reply_word(nick), NICK_MAX);
		return;
	}
	do {
		owner = user_find(nick);
		if (owner >= 0 && owner != s->index) {
			reply(s->index, ERR_NICKNAMEINUSE, nick);
			return;
		}
		memset(peers, 0, sizeof peers);
		user_peers(s->index, peers);
	} while (room_for(s->index, peers) == ROOM_WAITED);
	if (s->state != SLOT_OPEN || strcmp(u->nick, nick) == 0)
		return;
	if (u->registered) {
		change_nick(s, nick);
	} else {
		user_set_nick(s->index, nick);
		register_if_complete(s);
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
	if (m->params[0][0] == '\0') {
		reply(s->index, ERR_NEEDMOREPARAMS, "USER");
		return;
	}
	/* The name in front of the @ is what the client says: the ~ says that nobody has checked it. What could be
	 * mistaken for a part of a source is left out. */
	buf_init(&b, u->name, sizeof u->name);
	buf_char(&b, '~');
	for (const char *p = m->params[0]; *p != '\0'; p++)
		if (*p > ' ' && *p < 0x7f && strchr("!@:", *p) == NULL)
			buf_char(&b, *p);
	if (b.len == 1)
		buf_str(&b, "user");
	buf_copy(u->realname, sizeof u->realname, m->params[3][0] != '\0' ? m->params[3] : m->params[0]);
	register_if_complete(s);
}

/* ---- being alive, and going ---- */

void cmd_ping(struct slot *s, const struct irc_msg *m)
{
	if (m->params[0][0] == '\0')
		reply(s->index, ERR_NOORIGIN);
	else
		reply_line(s->index, "PONG %s :%s", settings.name, m->params[0]);
}

void cmd_pong(struct slot *s, const struct irc_msg *m)
{
	(void)s; /* that something came is the answer: command_begin has noted it */
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
	slot_close(s->index, reason);
}
