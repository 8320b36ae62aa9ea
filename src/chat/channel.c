/* channel.c: channels and their members.
 *
 * Owns channels[], and keeps users[].in consistent with it. Called under the
 * chat lock. When no channel is left, channel_room says so, and JOIN is refused
 * (437).
 */
#include "chat/channel.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "chat/elder.h"
#include "chat/founder.h"
#include "chat/history.h"
#include "chat/lock.h"
#include "chat/mask.h"
#include "chat/share.h"
#include "chat/user.h"
#include "irc/name.h"
#include "irc/parse.h"
#include "irc/plain.h"

int channel_count;

/* The channel that was created as PLAIN_LOBBY, whatever its name is now, or -1. */
static int lobby = -1;

int channel_find(const char *name)
{
	uint32_t hash = name_hash(name);

	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < CHANNELS; i++)
		if (channels[i].name_hash == hash && channels[i].count > 0 && name_equal(channels[i].name, name))
			return i;
	return -1;
}

enum channel_room channel_room(int slot, const char *name, int *victim)
{
	int unused = CHANNELS - channel_count, kept = channel_find(PLAIN_LOBBY) < 0, others;

	if (name_equal(name, PLAIN_LOBBY))
		return unused > 0 ? CHANNEL_ROOM : CHANNEL_ROOM_NONE;
	if (unused > kept && users[slot].founded == 0)
		return CHANNEL_ROOM;
	others = unused > kept ? founder_none_yet(slot, unused - kept) : 0;
	if (unused > kept && share_allows(users[slot].founded, 1, (size_t)(unused - kept - others)))
		return CHANNEL_ROOM;
	*victim = founder_yields(slot, channel_lobby());
	if (*victim >= 0)
		return CHANNEL_ROOM_YIELDED;
	return unused > kept ? CHANNEL_ROOM_SHARE : CHANNEL_ROOM_NONE;
}

enum channel_room channel_room_to_rename(int slot, int channel, const char *name)
{
	int victim;

	if (!name_equal(channels[channel].name, PLAIN_LOBBY) || name_equal(name, PLAIN_LOBBY))
		return CHANNEL_ROOM;
	return channel_room(slot, name, &victim);
}

int channel_make(int slot, const char *name, uint64_t wall_seconds)
{
	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < CHANNELS; i++) {
		struct channel *c = &channels[i];
		if (c->count > 0)
			continue;
		memset(c, 0, sizeof *c);
		c->name_hash = name_hash(name);
		c->founder = users[slot].origin;
		mask_begin(i, c->founder);
		c->modes = CHANNEL_MODES_AT_FIRST;
		c->created = wall_seconds;
		buf_copy(c->name, sizeof c->name, name);
		return i;
	}
	bug("there is room for one more channel");
	return -1;
}

void channel_rename(int channel, const char *name)
{
	struct channel *c = &channels[channel];

	ASSERT_CHAT_LOCKED();
	c->name_hash = name_hash(name);
	buf_copy(c->name, sizeof c->name, name);
}

static bool lobby_is_there(void)
{
	return lobby >= 0 && channels[lobby].count > 0;
}

void channel_set_op(int channel, int slot, bool op)
{
	struct channel *c = &channels[channel];

	ASSERT_CHAT_LOCKED();
	if (op)
		bits_add(c->ops, slot);
	else
		bits_remove(c->ops, slot);
	if (!bits_none(c->ops, SLOT_WORDS))
		c->opless_ms = 0;
	else if (c->opless_ms == 0)
		c->opless_ms = clock_ms();
}

void channel_join(int channel, int slot)
{
	struct channel *c = &channels[channel];

	ASSERT_CHAT_LOCKED();
	CHECK(!channel_has(channel, slot));
	if (c->count++ == 0) {
		channel_set_op(channel, slot, true);
		channel_count++;
		founder_count(channel, 1);
		if (!lobby_is_there() && name_equal(c->name, PLAIN_LOBBY))
			lobby = channel;
	}
	bits_add(c->members, slot);
	elder_joined(channel, slot);
	bits_remove(c->invited, slot);
	bits_add(users[slot].in, channel);
}

void channel_leave(int channel, int slot)
{
	struct channel *c = &channels[channel];

	ASSERT_CHAT_LOCKED();
	CHECK(channel_has(channel, slot));
	bits_remove(c->members, slot);
	channel_set_op(channel, slot, false);
	bits_remove(c->voices, slot);
	bits_remove(users[slot].in, channel);
	c->count--;
	elder_left(channel, slot);
	if (c->count == 0) {
		channel_count--;
		founder_count(channel, -1);
		if (channel == lobby)
			lobby = -1; /* another channel may get its number */
		history_forget(channel);
		mask_forget(channel);
	} else {
		founder_left(channel, slot);
	}
}

int channel_lobby(void)
{
	ASSERT_CHAT_LOCKED();
	return lobby_is_there() ? lobby : channel_find(PLAIN_LOBBY);
}

const char *channel_lobby_name(void)
{
	return lobby_is_there() ? channels[lobby].name : PLAIN_LOBBY;
}

void channel_peers(int slot, uint32_t set[SLOT_WORDS])
{
	ASSERT_CHAT_LOCKED();
	BITS_EACH(c, users[slot].in, CHANNEL_WORDS)
		for (int w = 0; w < SLOT_WORDS; w++)
			set[w] |= channels[c].members[w];
	bits_remove(set, slot);
}

bool channel_has(int channel, int slot)
{
	return bits_has(channels[channel].members, slot);
}

bool channel_is_op(int channel, int slot)
{
	return bits_has(channels[channel].ops, slot);
}

bool channel_visible(int channel, int slot)
{
	return !(channels[channel].modes & CHANNEL_SECRET) || channel_has(channel, slot);
}

int channel_count_visible(int slot)
{
	int count = 0;

	if (users[slot].modes & USER_OPER)
		return channel_count;
	for (int i = 0; i < CHANNELS; i++)
		if (channels[i].count > 0 && channel_visible(i, slot))
			count++;
	return count;
}

/* True when a mask of that kind on the list matches the user. */
static bool listed(int channel, enum mask_list list, enum mask_kind kind, int slot)
{
	const struct user *u = &users[slot];
	char source[MASK_MAX + 1];
	struct buf b;

	if (mask_table->of[channel].masks == 0)
		return false;
	buf_init(&b, source, sizeof source);
	buf_fmt(&b, "%s!%s@%s", u->nick, u->name, u->host);
	return mask_matches(channel, list, kind, source);
}

bool channel_bans(int channel, int slot)
{
	return listed(channel, MASK_BAN, MASK_PLAIN, slot) && !listed(channel, MASK_EXCEPT, MASK_PLAIN, slot);
}

static bool mutes(int channel, int slot)
{
	return listed(channel, MASK_BAN, MASK_MUTE, slot) && !listed(channel, MASK_EXCEPT, MASK_MUTE, slot) &&
	       !listed(channel, MASK_EXCEPT, MASK_PLAIN, slot);
}

bool channel_invites(int channel, int slot)
{
	const struct channel *c = &channels[channel];

	ASSERT_CHAT_LOCKED();
	return !(c->modes & CHANNEL_INVITED) || bits_has(c->invited, slot) ||
	       listed(channel, MASK_INVITE, MASK_PLAIN, slot);
}

bool channel_is_open(int channel, int slot)
{
	const struct channel *c = &channels[channel];

	return !channel_bans(channel, slot) && channel_invites(channel, slot) && c->key[0] == '\0' &&
	       (c->limit == 0 || c->count < c->limit);
}

const char *channel_refuses(int channel, int slot, const char *text)
{
	const struct channel *c = &channels[channel];

	ASSERT_CHAT_LOCKED();
	if (c->modes & CHANNEL_NO_CTCP && irc_is_ctcp(text))
		return "CTCP is not allowed (+C)";
	if (bits_has(c->ops, slot) || bits_has(c->voices, slot))
		return NULL;
	if (c->modes & CHANNEL_MODERATED)
		return "it is moderated (+m)";
	if (c->modes & CHANNEL_MEMBERS && !channel_has(channel, slot))
		return "you are not in it (+n)";
	if (channel_bans(channel, slot))
		return "you are banned (+b)";
	return mutes(channel, slot) ? "you are muted (+b m:)" : NULL;
}

void channel_forget_invited(int slot)
{
	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < CHANNELS; i++)
		bits_remove(channels[i].invited, slot);
}

const char *channel_signs(int channel, int slot, bool all)
{
	bool op = bits_has(channels[channel].ops, slot), voice = bits_has(channels[channel].voices, slot);

	ASSERT_CHAT_LOCKED();
	if (op)
		return voice && all ? "@+" : "@";
	return voice ? "+" : "";
}
