/* watch.c: who wants to know when a nick comes and goes (IRCv3 MONITOR).
 *
 * Owns watches[], and the count in users[]. Called under the chat lock. An
 * entry is free when nobody watches it. When the table is full, watch_add says
 * so and MONITOR tells the user (734).
 */
#include "chat/watch.h"

#include "base/buf.h"
#include "chat/lock.h"
#include "chat/objects.h"
#include "irc/name.h"

/* The entry of the nick; else, with `make`, a free one, which is given that nick; NULL when there is none. */
static struct watch *find(const char *nick, bool make)
{
	uint32_t hash = name_hash(nick);
	struct watch *unused = NULL;

	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < WATCHES; i++) {
		struct watch *w = &watches[i];
		if (bits_none(w->watchers, SLOT_WORDS))
			unused = w;
		else if (w->nick_hash == hash && name_equal(w->nick, nick))
			return w;
	}
	if (!make || unused == NULL)
		return NULL;
	unused->nick_hash = hash;
	buf_copy(unused->nick, sizeof unused->nick, nick);
	return unused;
}

bool watch_add(int slot, const char *nick)
{
	struct watch *w = find(nick, true);

	if (w == NULL || (users[slot].watches == WATCHES_PER_CLIENT && !bits_has(w->watchers, slot)))
		return false;
	users[slot].watches += !bits_has(w->watchers, slot);
	bits_add(w->watchers, slot);
	return true;
}

static void drop(int slot, struct watch *w)
{
	users[slot].watches -= bits_has(w->watchers, slot);
	bits_remove(w->watchers, slot);
}

void watch_remove(int slot, const char *nick)
{
	struct watch *w = find(nick, false);

	if (w != NULL)
		drop(slot, w);
}

void watch_clear(int slot)
{
	ASSERT_CHAT_LOCKED();
	for (int i = 0; users[slot].watches > 0 && i < WATCHES; i++)
		drop(slot, &watches[i]);
}

void watch_readers(const char *nick, uint32_t set[SLOT_WORDS])
{
	const struct watch *w = find(nick, false);

	for (int i = 0; w != NULL && i < SLOT_WORDS; i++)
		set[i] |= w->watchers[i];
}

const char *watch_next(int slot, int *at)
{
	ASSERT_CHAT_LOCKED();
	while (*at < WATCHES) {
		const struct watch *w = &watches[(*at)++];
		if (bits_has(w->watchers, slot))
			return w->nick;
	}
	return NULL;
}
