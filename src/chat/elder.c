/* elder.c: the members who have been longest in each channel.
 *
 * Owns `elders` in channels[]: the first ELDERS members, or all if there are
 * fewer. Called under the chat lock. Nothing here can be full: members beyond
 * ELDERS are ordered by the age of their connections.
 */
#include "chat/elder.h"

#include "base/bits.h"
#include "chat/channels.h"
#include "chat/lock.h"
#include "chat/user.h"

/* Elders among `count` members. */
static int elders_of(int count)
{
	return count < ELDERS ? count : ELDERS;
}

/* The place of a member among the first n elders; n: none of them. */
static int place_of(const struct channel *c, int n, int slot)
{
	int i = 0;

	while (i < n && c->elders[i] != slot)
		i++;
	return i;
}

void elder_joined(int channel, int slot)
{
	struct channel *c = &channels[channel];

	ASSERT_CHAT_LOCKED();
	if (c->count <= ELDERS)
		c->elders[c->count - 1] = (int16_t)slot;
}

void elder_left(int channel, int slot)
{
	struct channel *c = &channels[channel];
	int n = elders_of(c->count + 1), place = place_of(c, n, slot), next = -1;

	ASSERT_CHAT_LOCKED();
	if (place == n)
		return;
	for (n--; place < n; place++)
		c->elders[place] = c->elders[place + 1];
	if (c->count < ELDERS)
		return;
	BITS_EACH(i, c->members, SLOT_WORDS)
		if (place_of(c, n, i) == n && (next < 0 || users[i].session < users[next].session))
			next = i;
	c->elders[n] = (int16_t)next;
}

/* Who comes first, however short they have been there. A member with an account will go before one without: rank 2. */
static int rank(int slot)
{
	return users[slot].modes & USER_BOT ? 0 : 1;
}

int elder_successor(int channel)
{
	const struct channel *c = &channels[channel];
	int n = elders_of(c->count), found = c->elders[0];

	ASSERT_CHAT_LOCKED();
	for (int i = 1; i < n; i++)
		if (rank(c->elders[i]) > rank(found))
			found = c->elders[i];
	BITS_EACH(i, c->members, SLOT_WORDS) {
		bool older = place_of(c, n, found) == n && users[i].session < users[found].session;
		if (place_of(c, n, i) == n && (rank(i) > rank(found) || (rank(i) == rank(found) && older)))
			found = i;
	}
	return found;
}
