/* share.h: how much of a table that all clients share one holder may take.
 *
 * Each table has two parts. Every client, or every channel, has a guaranteed part for itself, whatever the others hold;
 * that these fit together is asserted in limits.h. What is left is taken by whoever needs more, up to a dynamic
 * threshold: a holder may have as much as stays free, and no more (Choudhury and Hahne, Dynamic queue length thresholds
 * for shared-memory packet switches, 1998, with a factor of one). So nobody has more than half of it, and whoever comes
 * next finds as much as the last one has taken. What everybody can rely on is the guaranteed part.
 *
 * A holder is an address (struct user, origin): a host with many connections does not get more than one with a single
 * connection.
 */
#ifndef CHAT_SHARE_H
#define CHAT_SHARE_H

#include <stdbool.h>
#include <stddef.h>

/* True when a holder that has `held` of the shared part may take `more` of the `free` units that are left. */
static inline bool share_allows(size_t held, size_t more, size_t free)
{
	return more <= free && held + more <= free - more;
}

#endif
