/* cmd_cap.c: CAP: capability negotiation.
 *
 * Source: IRCv3 capability-negotiation. All under the chat lock; stateless.
 */
#include "base/buf.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "irc/name.h"
#include "server/cmd/cap.h"
#include "server/cmd/cmd_register.h"
#include "server/cmd/command.h"
#include "server/cmd/multiline.h"
#include "server/cmd/reply.h"
#include "server/config/settings.h"
#include "server/conn/slot.h"

#include <string.h>

static const char *const caps[CAP_COUNT] = {
#define CAP(bit, name) name,
	CAPS(CAP)
#undef CAP
};

/* The capabilities of this server, as it was built and is set up. */
static uint32_t offered(void)
{
	uint32_t all = UINT32_MAX >> (32 - CAP_COUNT);

	if (ACCOUNTS == 0)
		all &= ~(uint32_t)CAP_SASL;
	if (ACCOUNTS == 0 || settings.accounts == ACCOUNTS_CLOSED)
		all &= ~(uint32_t)CAP_REGISTRATION;
	return all;
}

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

/* Sends `CAP nick SUBCOMMAND :names`, with the names of the capabilities in `bits`: as many lines as it takes for
 * clients with CAP 302, and only the first line for others. */
static void list(struct slot *s, const char *subcommand, uint32_t bits, bool values)
{
	int i = 0;

	while (i >= 0) {
		struct buf b;
		reply_list(s->index, &b, strlen("CAP LIST * :"));
		while ((i = bits_next(&bits, 1, i)) >= 0) {
			size_t before = b.len;
			size_t n = values ? strlen(caps[i]) : strcspn(caps[i], "=");
			buf_fmt(&b, "%s%.*s", b.len > 0 ? " " : "", (int)n, caps[i]);
			if (b.overflow) {
				b.at[b.len = before] = '\0';
				break; /* this one begins the next line */
			}
			i++;
		}
		if (!s->cap_302)
			i = -1;
		reply_line(s->index, "CAP %s %s %s:%s", user_nick(s->index), subcommand, i >= 0 ? "* " : "", b.at);
	}
}

/* The bit of the capability name[0 .. n); 0: there is none. */
static uint32_t named(const char *name, size_t n)
{
	for (int i = 0; i < CAP_COUNT; i++)
		if (offered() >> i & 1 && strcspn(caps[i], "=") == n && memcmp(caps[i], name, n) == 0)
			return (uint32_t)1 << i;
	return 0;
}

static void set(int slot, uint32_t bits)
{
	users[slot].caps = bits;
	outqs[slot].wants =
		(uint8_t)((bits & CAP_SERVER_TIME ? MSG_TIME : 0) | (bits & CAP_MESSAGE_TAGS ? MSG_TAGS : 0));
}

/* CAP REQ is all or nothing. ACK and NAK repeat the list; an ACK takes two lines if need be. */
static void request(struct slot *s, const char *wanted)
{
	uint32_t bits = users[s->index].caps;
	const char *p = wanted;
	bool known = true;
	struct buf b;

	while (known && *(p += strspn(p, " ")) != '\0') {
		bool off = *p == '-';
		size_t n = strcspn(p, " ");
		uint32_t bit = named(p + off, n - off);
		p += n;
		if (bit == 0 || (off && bit == CAP_NOTIFY && s->cap_302))
			known = false; /* CAP 302 implies cap-notify, which cannot be disabled then */
		bits = off ? bits & ~bit : bits | bit;
	}
	do {
		size_t n = strlen(wanted);
		reply_list(s->index, &b, strlen("CAP ACK :"));
		if (n > b.size - 1)
			for (n = b.size - 1; n > 0 && wanted[n] != ' ';)
				n--;
		reply_line(s->index, "CAP %s %s :%.*s", user_nick(s->index), known ? "ACK" : "NAK", (int)n, wanted);
		wanted += n;
		wanted += strspn(wanted, " ");
	} while (known && *wanted != '\0');
	if (!known)
		return;
	if ((bits & (CAP_MULTILINE | CAP_BATCH)) != (CAP_MULTILINE | CAP_BATCH) && multiline_knows(s->index))
		multiline_break(s, "You gave up a capability before this message ended: it was not sent");
	set(s->index, bits);
}

void cmd_cap(struct slot *s, const struct irc_msg *m)
{
	const char *sub = m->params[0], *value = m->nparams > 1 ? m->params[1] : "";
	struct user *u = &users[s->index];

	if (name_equal(sub, "LS")) {
		int version = 0;
		while (*value >= '0' && *value <= '9' && version < 302)
			version = version * 10 + (*value++ - '0');
		s->capping = !u->registered;
		if (version >= 302) {
			s->cap_302 = true;
			u->caps |= CAP_NOTIFY;
		}
		list(s, "LS", offered(), version >= 302);
	} else if (name_equal(sub, "LIST")) {
		list(s, "LIST", u->caps, false);
	} else if (name_equal(sub, "REQ")) {
		if (!u->registered && !s->capped) /* after CAP END (nick taken), REQ suspends nothing */
			s->capping = true;
		request(s, value);
	} else if (name_equal(sub, "END")) {
		s->capping = false;
		s->capped = true;
		cmd_register_if_complete(s);
	} else {
		reply(s->index, ERR_INVALIDCAPCMD, reply_word(sub));
	}
}
