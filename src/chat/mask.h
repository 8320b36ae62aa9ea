/* mask.h: whom a channel keeps out, excepts, or lets in uninvited: its lists b, e and I. */
#ifndef CHAT_MASK_H
#define CHAT_MASK_H

#include <stdbool.h>
#include <stdint.h>

#include "limits.h"

/* The lists, and their letters in this order. */
enum mask_list { MASK_BAN, MASK_EXCEPT, MASK_INVITE, MASK_LISTS };
#define MASK_LETTERS "beI"

/* The longest mask, bytes: as long as the longest source can be. */
#define MASK_MAX (NICK_MAX + USER_MAX + HOST_MAX + 2)

/* The text of all masks of all channels, one behind the other, without gaps, and who has how much of it. */
struct mask_table {
	struct {
		uint32_t founder; /* the address of who made the channel */
		uint16_t bytes;   /* that its masks take */
		uint8_t masks;    /* on its lists b, e and I together */
	} of[CHANNELS];
	char bytes[MASK_BYTES];
};
extern struct mask_table mask_table[1];

/* One mask; the texts stay where they are until a mask is added or removed. */
struct mask {
	const char *text, *by; /* nick!user@host, and the nick of who set it */
	uint32_t set_at;       /* seconds since 1970 UTC */
};

enum mask_added { MASK_ADDED, MASK_THERE, MASK_FULL };

/* There are none. */
void mask_init(void);

/* A channel has come to exist, or now counts for another address (founder.h). */
void mask_begin(int channel, uint32_t founder);

/* Writes what was typed as nick!user@host: `nick`, `nick!user`, `user@host`, and `host`, which has a dot or a colon;
 * what is missing becomes `*`, and stars in a row one. False when that is no mask: it is empty, holds a space or a
 * control byte, begins with a colon, or is longer than MASK_MAX. */
bool mask_complete(const char *typed, char to[MASK_MAX + 1]);

/* Puts a complete mask at the end of a channel's list. MASK_THERE: it is on it already; MASK_FULL: the channel has
 * MASKS_PER_CHANNEL, or it and its founder's other channels have all that they may have of the table just now. */
enum mask_added mask_add(int channel, enum mask_list list, const char *text, const char *by, uint64_t wall_seconds);

/* The place of a mask on a channel's list, counted from 0, or -1; case does not count. */
int mask_find(int channel, enum mask_list list, const char *text);

/* The mask at that place; false when the list is shorter. */
bool mask_at(int channel, enum mask_list list, int place, struct mask *mask);

/* Takes the mask at that place off the list; it must be there. */
void mask_remove(int channel, enum mask_list list, int place);

/* True when a mask of the list matches `source`, nick!user@host. Takes time in proportion to what all masks have. */
bool mask_matches(int channel, enum mask_list list, const char *source);

/* The channel is gone: so are its masks. */
void mask_forget(int channel);

#endif
