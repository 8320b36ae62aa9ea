/* channel.h: channels and their members. */
#ifndef CHAT_CHANNEL_H
#define CHAT_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/channels.h"
#include "chat/outq.h"

/* The number of channels that the user may know of (channel_visible); an IRC operator knows all. */
int channel_count_visible(int slot);

/* The number of the channel with this name, or -1. */
int channel_find(const char *name);

/* Whether a user may create a channel. The rules, in this order:
 *   - #lobby: always. One channel is reserved for it.
 *   - An address without a channel (founder.h): one, while any is unused.
 *   - An address with channels: as many as stay unused (chat/share.h), less one for each other address without any.
 *   - Otherwise a channel of an address that has at least two more gives way (founder_yields). */
enum channel_room {
	CHANNEL_ROOM,         /* yes */
	CHANNEL_ROOM_YIELDED, /* once channel *victim (founder_yields) is gone; after that, without asking again */
	CHANNEL_ROOM_NONE,    /* no: all channels exist, but for #lobby */
	CHANNEL_ROOM_SHARE,   /* no: the user's address has its share */
};
enum channel_room channel_room(int slot, const char *name, int *victim);

/* The same for renaming a channel. #lobby's place stays reserved, so a renamed #lobby counts as one more channel. */
enum channel_room channel_room_to_rename(int slot, int channel, const char *name);

/* Creates an empty channel and returns its number. There must be room for it; the user joins it at once. */
int channel_make(int slot, const char *name, uint64_t wall_seconds);

/* Renames the channel. No other channel has that name. */
void channel_rename(int channel, const char *name);

/* Adds a user who is not a member yet. The first member becomes channel operator. */
void channel_join(int channel, int slot);

/* Removes a member. With the last member, the channel, its history and its masks are gone. */
void channel_leave(int channel, int slot);

/* Makes a member a channel operator, or takes that away. Without any, the channel is opless from now on. */
void channel_set_op(int channel, int slot, bool op);

/* The lobby, which people in plain mode join first, or -1. It stays the lobby when it is renamed. */
int channel_lobby(void);

/* The lobby's present name. */
const char *channel_lobby_name(void);

/* Adds to `set` all users who share a channel with the user, without the user. */
void channel_peers(int slot, uint32_t set[SLOT_WORDS]);

bool channel_has(int channel, int slot);
bool channel_is_op(int channel, int slot);

/* True when the user may know of the channel: it is not secret (mode s), or they are a member. */
bool channel_visible(int channel, int slot);

/* True when the user is banned (mode b) and not excepted (mode e). */
bool channel_bans(int channel, int slot);

/* True when mode i does not keep the user out: it is not set, they were invited, or list I matches them. */
bool channel_invites(int channel, int slot);

/* True when the user may join without a key: bans and modes i, k and l allow it. */
bool channel_is_open(int channel, int slot);

/* The reason why the user may not send that text to the channel, as numeric 404 words it; NULL when they may. */
const char *channel_refuses(int channel, int slot, const char *text);

/* Forgets the invitations of a user who leaves the server. Before user_close. */
void channel_forget_invited(int slot);

/* The prefixes of a member: "@", "+", "" or, with `all`, also "@+" (IRCv3 multi-prefix). */
const char *channel_signs(int channel, int slot, bool all);

#endif
