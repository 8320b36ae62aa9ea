/* mask.h: a channel's bans, ban exceptions and invite exceptions: its lists b, e and I. */
#ifndef CHAT_MASK_H
#define CHAT_MASK_H

#include <stdbool.h>
#include <stdint.h>

#include "limits.h"

/* The lists, and their letters in this order. */
enum mask_list { MASK_BAN, MASK_EXCEPT, MASK_INVITE, MASK_LISTS };
#define MASK_LETTERS "beI"

/* Kinds of masks, and their letters in this order, from MASK_MUTE on (EXTBAN in 005): `m:nick!user@host` is a mask of
 * kind m. Another kind is another letter here, and a call of mask_matches where it counts. */
enum mask_kind {
	MASK_PLAIN, /* no letter: keeps out, and silent (b); excepts from all bans (e) */
	MASK_MUTE,  /* m: keeps silent (b); excepts from that alone (e) */
};
#define MASK_KIND_LETTERS "m"

/* The longest mask, bytes: as long as the longest source can be; and the same with its kind in front. */
#define MASK_PLAIN_MAX (NICK_MAX + USER_MAX + HOST_MAX + 2)
#define MASK_MAX (2 + MASK_PLAIN_MAX)

/* The masks of all channels, and each channel's part of the bytes. */
struct mask_table {
	struct {
		uint32_t founder; /* the address that the channel counts for (founder.h) */
		uint16_t bytes;   /* of its entries */
		uint8_t masks;    /* on its lists b, e and I together */
	} of[CHANNELS];
	char bytes[MASK_BYTES]; /* the entries, without gaps */
};
extern struct mask_table mask_table[1];

/* One mask; the texts stay where they are until a mask is added or removed. */
struct mask {
	const char *text, *by; /* nick!user@host, and its setter's nick */
	uint32_t set_at;       /* seconds since 1970 UTC */
};

enum mask_added { MASK_ADDED, MASK_THERE, MASK_FULL };

/* Empties the table. */
void mask_init(void);

/* Sets the address that a channel counts for: it has come to exist, or has been reassigned (founder.h). */
void mask_begin(int channel, uint32_t founder);

/* The kind of a mask, complete or as typed. */
enum mask_kind mask_kind(const char *text);

/* Completes a typed mask to nick!user@host; its kind stays in front. `text` is `nick`, `nick!user`, `user@host`, a
 * whole mask, or a `host`, which has a dot or a colon. A missing part becomes `*`; several stars in a row become one.
 * False for an invalid mask: empty, with a space or a control byte, with a colon in front, or too long. */
bool mask_complete(const char *text, char to[MASK_MAX + 1]);

/* Appends a complete mask to a channel's list. MASK_THERE: it is on the list already. MASK_FULL: the channel has
 * MASKS_PER_CHANNEL, or its founder's channels together have their share of the table. */
enum mask_added mask_add(int channel, enum mask_list list, const char *text, const char *by, uint64_t wall_seconds);

/* The place of a mask on a channel's list, counted from 0, or -1. Ignores case. */
int mask_find(int channel, enum mask_list list, const char *text);

/* Reads the mask at that place; false: the list is shorter. */
bool mask_at(int channel, enum mask_list list, int place, struct mask *mask);

/* Removes the mask at that place, which must exist. */
void mask_remove(int channel, enum mask_list list, int place);

/* True when a mask of that kind on the list matches `source`, nick!user@host. Takes time in proportion to all channels'
 * masks. */
bool mask_matches(int channel, enum mask_list list, enum mask_kind kind, const char *source);

/* Removes all masks of a channel that is gone. */
void mask_forget(int channel);

#endif
