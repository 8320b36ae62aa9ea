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

/* The entry of the nick; NULL when nobody watches it. */
static struct watch *find(const char *nick)
{
	uint32_t hash = name_hash(nick);

	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < WATCHES; i++) {
		struct watch *w = &watches[i];
		if (w->nick_hash == hash && w->nick[0] != '\0' && name_equal(w->nick, nick))
			return w;
	}
	return NULL;
}

/* A free entry; NULL when there is none. */
static struct watch *vacant(void)
{
	for (int i = 0; i < WATCHES; i++)
		if (watches[i].nick[0] == '\0')
			return &watches[i];
	return NULL;
}

bool watch_add(int slot, const char *nick)
{
	struct watch *w = find(nick);

	if (w != NULL && bits_has(w->watchers, slot))
		return true;
	if (users[slot].watches == WATCHES_PER_CLIENT)
		return false;
	if (w == NULL) {
		w = vacant();
		if (w == NULL)
			return false;
		w->nick_hash = name_hash(nick);
		buf_copy(w->nick, sizeof w->nick, nick);
	}
	users[slot].watches++;
	bits_add(w->watchers, slot);
	return true;
}

static void drop(int slot, struct watch *w)
{
	if (!bits_has(w->watchers, slot))
		return;
	users[slot].watches--;
	bits_remove(w->watchers, slot);
	if (bits_none(w->watchers, SLOT_WORDS))
		w->nick[0] = '\0';
}

void watch_remove(int slot, const char *nick)
{
	struct watch *w = find(nick);

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
	const struct watch *w = find(nick);

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
