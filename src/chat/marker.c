/* marker.c: how far users have read. Owns markers[]; under the chat lock. */
#include "chat/marker.h"

#include <stddef.h>

#include "chat/lock.h"
#include "chat/objects.h"
#include "irc/name.h"

static uint64_t moment(const struct marker *m)
{
	return m->at_s * 1000ull + m->at_ms;
}

static struct marker *find(int slot, const char *target)
{
	uint32_t hash = name_hash(target);

	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < MARKERS; i++)
		if (markers[i].slot == slot + 1 && markers[i].target_hash == hash)
			return &markers[i];
	return NULL;
}

/* A free one, if the user may have one more. */
static struct marker *make(int slot, const char *target)
{
	struct marker *spare = NULL;
	int own = 0;

	for (int i = 0; i < MARKERS; i++) {
		own += markers[i].slot == slot + 1;
		if (markers[i].slot == 0)
			spare = &markers[i];
	}
	if (spare == NULL || own >= MARKERS_PER_CLIENT)
		return NULL;
	*spare = (struct marker){ .slot = (int16_t)(slot + 1), .target_hash = name_hash(target) };
	return spare;
}

uint64_t marker_get(int slot, const char *target)
{
	const struct marker *m = find(slot, target);

	return m != NULL ? moment(m) : 0;
}

uint64_t marker_set(int slot, const char *target, uint64_t wall_ms)
{
	struct marker *m = find(slot, target);

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

void marker_rename(const char *old, const char *new)
{
	uint32_t from = name_hash(old), to = name_hash(new);

	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < MARKERS; i++)
		if (markers[i].target_hash == to && from != to)
			markers[i].slot = 0;
		else if (markers[i].target_hash == from)
			markers[i].target_hash = to;
}

void marker_forget(int slot)
{
	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < MARKERS; i++)
		if (markers[i].slot == slot + 1)
			markers[i].slot = 0;
}
