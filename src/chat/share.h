/* share.h: how much of a shared table one holder may take.
 *
 * Each table has two parts. The guaranteed part: every client, or every channel, has some entries for itself, whatever
 * the others hold; limits.h asserts that they all fit. The shared part, which is the rest, has a dynamic threshold: a
 * holder may have at most as much as stays free (Choudhury and Hahne, Dynamic queue length thresholds for shared-memory
 * packet switches, 1998, with a factor of one). So no holder has more than half of it, and the next holder finds as
 * much free as the last one has taken. Only the guaranteed part can be relied on.
 *
 * A holder is an address (struct user, origin): a host with many connections gets no more than a host with one.
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
