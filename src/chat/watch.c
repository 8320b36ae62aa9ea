/* watch.c: the nicks that clients watch (IRCv3 MONITOR).
 *
 * Owns watches[], and the count in users[]. Called under the chat lock. An
 * entry is free when nobody watches it. When the table is full, or the user's
 * address has its share, watch_add says so, and MONITOR is refused (734).
 *
 * All watchers of a nick share one entry, so a client may take fewer entries
 * than it watches nicks. A client is rich when it watches more than WATCHES_OWN
 * nicks. An entry is common when one of its watchers is rich. All other entries
 * have only watchers that are not rich: at most WATCHES_OWN entries for each of
 * these clients. So while at most COMMON_MOST entries are common, there is a
 * free entry for each client that watches fewer than WATCHES_OWN nicks, whoever
 * comes and goes. Only watch_add by a rich client can make entries common, and
 * it keeps to COMMON_MOST.
 */
#include "chat/watch.h"

#include "base/buf.h"
#include "chat/lock.h"
#include "chat/outq.h"
#include "chat/share.h"
#include "chat/user.h"
#include "irc/name.h"

#define COMMON_MOST (WATCHES - WATCHES_OWN * CLIENTS)

static int used; /* entries that are not free */

/* The nick's entry; NULL when nobody watches it. */
static struct watch *find(const char *nick)
{
	uint32_t hash = name_hash(nick);
	int left = used;

	ASSERT_CHAT_LOCKED();
	for (struct watch *w = watches; left > 0 && w < watches + WATCHES; w++) {
		if (w->nick[0] == '\0')
			continue;
		if (w->nick_hash == hash && name_equal(w->nick, nick))
			return w;
		left--;
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

/* True when one of the entry's watchers is in the set. */
static bool watched_by(const struct watch *w, const uint32_t set[SLOT_WORDS])
{
	for (int i = 0; i < SLOT_WORDS; i++)
		if (w->watchers[i] & set[i])
			return true;
	return false;
}

/* True when a client that watches WATCHES_OWN nicks or more may also watch this one (NULL: one that nobody watches):
 * its address does not have its share of the common entries yet. */
static bool may_be_rich(int slot, const struct watch *wanted)
{
	uint32_t rich[SLOT_WORDS] = { 0 }, ours[SLOT_WORDS] = { 0 };
	size_t common = 0, held = 0, more = 1, now_common = 1;

	for (int i = 0; i < CLIENTS; i++)
		if (i == slot || (users[i].present && users[i].watches > WATCHES_OWN)) {
			bits_add(rich, i);
			if (users[i].origin == users[slot].origin)
				bits_add(ours, i);
		}
	for (int i = 0; i < WATCHES; i++) {
		bool is_common = watched_by(&watches[i], rich), is_ours = watched_by(&watches[i], ours);
		if (&watches[i] == wanted) {
			now_common = !is_common;
			more = !is_ours;
		}
		common += is_common;
		held += is_ours;
	}
	if (common + now_common > COMMON_MOST)
		return false;
	return more == 0 || share_allows(held, 1, COMMON_MOST - common);
}

bool watch_add(int slot, const char *nick)
{
	struct watch *w = find(nick);

	if (w != NULL && bits_has(w->watchers, slot))
		return true;
	if (users[slot].watches == WATCHES_PER_CLIENT)
		return false;
	if (users[slot].watches >= WATCHES_OWN && !may_be_rich(slot, w))
		return false;
	if (w == NULL) {
		w = vacant();
		if (w == NULL)
			return false;
		used++;
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
	if (!bits_none(w->watchers, SLOT_WORDS))
		return;
	w->nick[0] = '\0';
	used--;
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
