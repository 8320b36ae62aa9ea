/* whowas.c: former users of nicks (WHOWAS).
 *
 * Owns whowas[]. Called under the chat lock. Never full: a new entry replaces an
 * old one. Entries of addresses that still have a client here go first, since
 * WHOIS finds these users. Among them, or else among all, the address with the
 * most entries loses its oldest. So an address that keeps changing nicks, or
 * keeps reconnecting, replaces its own entries; many such addresses replace each
 * other's before those of people who have left. Entries are numbered in order,
 * modulo 2^32, so that a reply that had to wait continues where it was.
 */
#include "chat/whowas.h"

#include <stddef.h>

#include "base/buf.h"
#include "chat/lock.h"
#include "chat/user.h"
#include "irc/name.h"

static uint32_t next_number = 1;

/* The number of entries of an address. */
static int count_of(uint32_t origin)
{
	int n = 0;

	for (int i = 0; i < WHOWAS_MAX; i++)
		n += whowas[i].nick[0] != '\0' && whowas[i].origin == origin;
	return n;
}

/* True when an address has a registered client. */
static bool is_here(uint32_t origin)
{
	for (int i = 0; i < CLIENTS; i++)
		if (users[i].registered && users[i].origin == origin)
			return true;
	return false;
}

/* True when a is older than b. */
static bool older(const struct whowas *a, const struct whowas *b)
{
	return next_number - a->number > next_number - b->number;
}

/* The entry that is replaced by a new one of that address. */
static struct whowas *entry_for(uint32_t origin)
{
	struct whowas *victim = NULL, *before = NULL;
	int n = 0;    /* the same as `most`, for the address of `before` */
	int most = 0; /* entries of the victim's address, plus HERE when it has a client here */
	enum { HERE = 2 * WHOWAS_MAX };

	for (int i = 0; i < WHOWAS_MAX; i++) {
		struct whowas *w = &whowas[i];
		if (w->nick[0] == '\0')
			return w;
		if (before == NULL || before->origin != w->origin) /* else n is the same */
			n = count_of(w->origin) + (w->origin == origin) + (is_here(w->origin) ? HERE : 0);
		before = w;
		if (victim == NULL || n > most || (n == most && older(w, victim))) {
			victim = w;
			most = n;
		}
	}
	return victim;
}

void whowas_add(int slot, uint64_t wall_seconds)
{
	const struct user *u = &users[slot];
	struct whowas *w = entry_for(u->origin);

	ASSERT_CHAT_LOCKED();
	w->number = next_number++;
	w->origin = u->origin;
	w->nick_hash = u->nick_hash;
	w->until = (uint32_t)wall_seconds;
	buf_copy(w->nick, sizeof w->nick, u->nick);
	buf_copy(w->name, sizeof w->name, u->name);
	buf_copy(w->host, sizeof w->host, u->host);
	buf_copy(w->realname, sizeof w->realname, u->realname);
}

uint32_t whowas_newest(void)
{
	return next_number;
}

const struct whowas *whowas_before(const char *nick, uint32_t *at)
{
	uint32_t hash = name_hash(nick);
	const struct whowas *found = NULL;

	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < WHOWAS_MAX; i++) {
		const struct whowas *w = &whowas[i];
		if (w->nick_hash != hash || next_number - w->number <= next_number - *at || w->nick[0] == '\0' ||
		    !name_equal(w->nick, nick))
			continue;
		if (found == NULL || older(found, w))
			found = w;
	}
	if (found != NULL)
		*at = found->number;
	return found;
}
