/* founder.h: which address each channel counts for, and whose channel gives way when all exist. */
#ifndef CHAT_FOUNDER_H
#define CHAT_FOUNDER_H

/* A channel counts for the address that made it (struct channel, founder). When nobody from there is in it any more, it
 * counts for the address in it for which the fewest channels count. So each channel counts for an address that is here,
 * and whoever made channels from many addresses and left has to keep them from others. All under the chat lock. */

/* A user has come to a slot, after user_open: how many channels count for their address. */
void founder_open(int slot);

/* A channel has come to exist (1), or is gone (-1). */
void founder_count(int channel, int more);

/* A user has left the channel, in which others are still. */
void founder_left(int channel, int slot);

/* Addresses that are here and for which no channel counts, the user's aside; no more than `most` are counted. */
int founder_none_yet(int slot, int most);

/* The channel that gives way so that the user can make one, or -1. It counts for an address that has at least two more
 * than the user's (so that the user's does not have more than that one afterwards), and the most of all. Of these it is
 * the one with people from the fewest addresses, and then the newest; never `kept`, which is #lobby. Channels of such
 * an address are given to others in them first. */
int founder_yields(int slot, int kept);

#endif
