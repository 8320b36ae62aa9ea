/* read_marker.c: how far users have read.
 *
 * Owns markers[], and the count in users[]. Called under the chat lock. Each
 * client has MARKERS_OWN for itself; further ones are from the shared part
 * (share.h). When the table is full, or the user's address has its share,
 * read_marker_set says so, and MARKREAD fails (FAIL).
 */
#include "chat/read_marker.h"

#include <stddef.h>

#include "chat/lock.h"
#include "chat/share.h"
#include "chat/user.h"
#include "irc/name.h"

static uint64_t moment(const struct read_marker *m)
{
	return m->at_s * 1000ull + m->at_ms;
}

static struct read_marker *find(int slot, const char *target)
{
	uint32_t hash = name_hash(target);

	ASSERT_CHAT_LOCKED();
	if (users[slot].markers == 0)
		return NULL;
	for (int i = 0; i < MARKERS; i++)
		if (markers[i].slot == slot + 1 && markers[i].target_hash == hash)
			return &markers[i];
	return NULL;
}

#define SHARED (MARKERS - MARKERS_OWN * CLIENTS)

/* True when the user may have another marker. */
static bool may_have_more(int slot)
{
	size_t shared = 0, held = 0;

	if (users[slot].markers < MARKERS_OWN)
		return true;
	if (users[slot].markers == MARKERS_PER_CLIENT)
		return false;
	for (int i = 0; i < CLIENTS; i++) {
		size_t beyond = users[i].markers > MARKERS_OWN ? users[i].markers - MARKERS_OWN : 0;
		shared += beyond;
		if (users[i].origin == users[slot].origin)
			held += beyond;
	}
	return share_allows(held, 1, SHARED - shared);
}

/* Takes a free marker, if the user may have another one; or NULL. */
static struct read_marker *make(int slot, const char *target)
{
	if (!may_have_more(slot))
		return NULL;
	for (int i = 0; i < MARKERS; i++) {
		struct read_marker *m = &markers[i];
		if (m->slot != 0)
			continue;
		*m = (struct read_marker){ .slot = (int16_t)(slot + 1), .target_hash = name_hash(target) };
		users[slot].markers++;
		return m;
	}
	bug("each client has MARKERS_OWN read markers");
	return NULL;
}

static void drop(struct read_marker *m)
{
	users[m->slot - 1].markers--;
	m->slot = 0;
}

uint64_t read_marker_get(int slot, const char *target)
{
	const struct read_marker *m = find(slot, target);

	return m != NULL ? moment(m) : 0;
}

uint64_t read_marker_set(int slot, const char *target, uint64_t wall_ms)
{
	struct read_marker *m = find(slot, target);

	if (m == NULL)
		m = make(slot, target);
	if (m == NULL)
		return 0;
	if (wall_ms > moment(m)) {
		m->at_s = (uint32_t)(wall_ms / 1000);
		m->at_ms = (uint16_t)(wall_ms % 1000);
	}
	return moment(m);
}

void read_marker_rename(const char *old, const char *new)
{
	uint32_t from = name_hash(old), to = name_hash(new);

	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < MARKERS; i++)
		if (markers[i].slot != 0 && markers[i].target_hash == to && from != to)
			drop(&markers[i]);
		else if (markers[i].target_hash == from)
			markers[i].target_hash = to;
}

void read_marker_move(int from, int to)
{
	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < MARKERS; i++)
		if (markers[i].slot == from + 1)
			markers[i].slot = (int16_t)(to + 1);
	users[to].markers = users[from].markers;
	users[from].markers = 0;
}

void read_marker_forget(int slot)
{
	ASSERT_CHAT_LOCKED();
	for (int i = 0; users[slot].markers > 0 && i < MARKERS; i++)
		if (markers[i].slot == slot + 1)
			drop(&markers[i]);
}
