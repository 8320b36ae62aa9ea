/* founder.c: the address that each channel counts for, and the channel that gives way when all exist.
 *
 * Owns `founder` in channels[] and `founded` in users[], which is the same for
 * all clients of an address. Called under the chat lock. Nothing here can be
 * full. Max-min fairness: while there are at most as many addresses as channels,
 * an address with few channels gets one from an address with too many, however
 * many addresses have filled the table and whatever they have created.
 */
#include "chat/founder.h"

#include "base/bits.h"
#include "chat/channels.h"
#include "chat/lock.h"
#include "chat/mask.h"
#include "chat/user.h"

/* The most passes over all channels that reassign them (spread). */
#define ROUNDS_MOST 4

/* The most addresses that are counted in one channel; beyond it the number makes no difference. */
#define SEEN_MOST 8

static bool exists(int channel)
{
	return channels[channel].count > 0;
}

/* Adds `more` to the channels that count for the address. */
static void count_for(uint32_t origin, int more)
{
	for (int i = 0; i < CLIENTS; i++)
		if (users[i].origin == origin)
			users[i].founded = (uint16_t)(users[i].founded + more);
}

void founder_open(int slot)
{
	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < CHANNELS; i++)
		users[slot].founded += exists(i) && channels[i].founder == users[slot].origin;
}

void founder_count(int channel, int more)
{
	ASSERT_CHAT_LOCKED();
	count_for(channels[channel].founder, more);
}

/* The member for whose address the fewest channels count. */
static int least_member(int channel)
{
	int least = -1;

	BITS_EACH(i, channels[channel].members, SLOT_WORDS)
		if (least < 0 || users[i].founded < users[least].founded)
			least = i;
	return least;
}

static void pass_on(int channel, int member)
{
	struct channel *c = &channels[channel];

	count_for(c->founder, -1);
	c->founder = users[member].origin;
	count_for(c->founder, 1);
	mask_begin(channel, c->founder);
}

void founder_left(int channel, int slot)
{
	ASSERT_CHAT_LOCKED();
	if (channels[channel].founder != users[slot].origin)
		return;
	BITS_EACH(i, channels[channel].members, SLOT_WORDS)
		if (users[i].origin == users[slot].origin)
			return;
	pass_on(channel, least_member(channel));
}

/* True when a lower slot has a registered user of the same address. */
static bool counted_before(int slot)
{
	for (int i = 0; i < slot; i++)
		if (users[i].registered && users[i].origin == users[slot].origin)
			return true;
	return false;
}

int founder_none_yet(int slot, int most)
{
	int n = 0;

	for (int i = 0; i < CLIENTS && n < most; i++)
		n += users[i].registered && users[i].founded == 0 && users[i].origin != users[slot].origin &&
		     !counted_before(i);
	return n;
}

/* ---- the channel that gives way ---- */

/* The number of channels that count for the address that this channel counts for. */
static int founded_with(int channel)
{
	BITS_EACH(i, channels[channel].members, SLOT_WORDS)
		if (users[i].origin == channels[channel].founder)
			return users[i].founded;
	return 0;
}

/* Reassigns each channel to an address in it that has at least two channels fewer than the founder's. True: some were
 * reassigned. */
static bool spread(void)
{
	bool passed = false;

	for (int i = 0; i < CHANNELS; i++) {
		int least;
		if (!exists(i))
			continue;
		least = least_member(i);
		if (users[least].founded + 2 > founded_with(i))
			continue;
		pass_on(i, least);
		passed = true;
	}
	return passed;
}

/* Addresses that have a member in the channel; counting stops at SEEN_MOST. */
static int addresses_in(int channel)
{
	uint32_t seen[SEEN_MOST];
	int n = 0;

	BITS_EACH(i, channels[channel].members, SLOT_WORDS) {
		int k = 0;
		while (k < n && seen[k] != users[i].origin)
			k++;
		if (k < n)
			continue;
		seen[n++] = users[i].origin;
		if (n == SEEN_MOST)
			break;
	}
	return n;
}

int founder_yields(int slot, int kept)
{
	int found = -1, most = users[slot].founded + 2, fewest = 0;

	ASSERT_CHAT_LOCKED();
	for (int round = 0; round < ROUNDS_MOST && spread(); round++)
		;
	for (int i = 0; i < CHANNELS; i++) {
		int founded = exists(i) && i != kept ? founded_with(i) : 0, addresses;
		if (founded < most)
			continue;
		addresses = addresses_in(i);
		if (found >= 0 && founded == most &&
		    (addresses > fewest || (addresses == fewest && channels[i].created < channels[found].created)))
			continue;
		found = i;
		most = founded;
		fewest = addresses;
	}
	return found;
}
