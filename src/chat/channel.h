/* channel.h: channels, and who is in them. */
#ifndef CHAT_CHANNEL_H
#define CHAT_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/channels.h"
#include "chat/outq.h"

/* How many channels the user may know of (channel_visible); operators of the server: all. */
int channel_count_visible(int slot);

/* The number of the channel with this name, or -1. */
int channel_find(const char *name);

/* Whether a user may make a channel. #lobby may always be made: a channel is kept for it. Of the others, an address
 * that has none (founder.h) may make one while there is one. One that has some may make as many as stay free
 * (chat/share.h), not counting one for each other address that is here and has none. When that does not allow one more,
 * a channel of an address that has at least two more gives way (founder_yields). */
enum channel_room {
	CHANNEL_ROOM,
	CHANNEL_ROOM_YIELDED, /* when founder_yields is gone; then it may be made whatever this says */
	CHANNEL_ROOM_NONE,    /* all exist, but #lobby */
	CHANNEL_ROOM_SHARE,   /* the user's address has its share */
};
enum channel_room channel_room(int slot, const char *name);

/* The same for giving a channel another name: #lobby's place stays kept, so that it becomes a further channel. */
enum channel_room channel_room_to_rename(int slot, int channel, const char *name);

/* Makes an empty channel, for which there is room, and returns its number; the user joins it at once. */
int channel_make(int slot, const char *name, uint64_t wall_seconds);

/* Gives the channel another name, which no other one has. */
void channel_rename(int channel, const char *name);

/* Lets a user in who is not in yet. The first one becomes its operator. */
void channel_join(int channel, int slot);

/* Takes a member out. With the last one the channel is gone, and its history and masks. */
void channel_leave(int channel, int slot);

/* The lobby, which people in plain mode enter first, whatever it is called by now, or -1; and its name. */
int channel_lobby(void);
const char *channel_lobby_name(void);

/* Adds to `set` everyone who shares a channel with the user, the user not included. */
void channel_peers(int slot, uint32_t set[SLOT_WORDS]);

bool channel_has(int channel, int slot);
bool channel_is_op(int channel, int slot);

/* True when the user may know of the channel: it is not secret, or they are in it. */
bool channel_visible(int channel, int slot);

/* True when the user is banned (mode b) and not excepted (mode e). */
bool channel_bans(int channel, int slot);

/* True when mode i does not keep the user out: it is not set, they were invited, or list I has them. */
bool channel_invites(int channel, int slot);

/* True when the user may join without a key. */
bool channel_is_open(int channel, int slot);

/* Why the user may not say that there, in the words of 404; NULL when they may. */
const char *channel_refuses(int channel, int slot, const char *text);

/* The user is about to go, before user_close: so are the invitations they had. */
void channel_forget_invited(int slot);

/* The signs of a member: "@", "+", "" or, with `all`, "@+" too (IRCv3 multi-prefix). */
const char *channel_signs(int channel, int slot, bool all);

#endif
