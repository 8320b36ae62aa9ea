/* whowas.c: who had a nick before.
 *
 * Owns whowas_ring. Called under the chat lock. Never full: the oldest entry
 * gives way. Places count on for ever and wrap around, so that a reader who
 * has waited finds out what is gone.
 */
#include "chat/whowas.h"

#include "base/buf.h"
#include "chat/lock.h"
#include "chat/objects.h"
#include "irc/name.h"

#if (WHOWAS_MAX & (WHOWAS_MAX - 1)) != 0
#error "WHOWAS_MAX must be a power of two, so that its places can wrap around"
#endif

static uint32_t newest;

void whowas_add(int slot, uint64_t wall_seconds)
{
	const struct user *u = &users[slot];
	struct whowas *w = &whowas_ring[newest++ % WHOWAS_MAX];

	ASSERT_CHAT_LOCKED();
	w->nick_hash = u->nick_hash;
	w->until = wall_seconds;
	buf_copy(w->nick, sizeof w->nick, u->nick);
	buf_copy(w->name, sizeof w->name, u->name);
	buf_copy(w->host, sizeof w->host, u->host);
	buf_copy(w->realname, sizeof w->realname, u->realname);
}

uint32_t whowas_newest(void)
{
	return newest;
}

const struct whowas *whowas_before(const char *nick, uint32_t *at)
{
	uint32_t hash = name_hash(nick);

	ASSERT_CHAT_LOCKED();
	while (newest - *at < WHOWAS_MAX) {
		const struct whowas *w = &whowas_ring[--*at % WHOWAS_MAX];
		if (w->nick_hash == hash && w->nick[0] != '\0' && name_equal(w->nick, nick))
			return w;
	}
	return NULL;
}
