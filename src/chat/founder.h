/* founder.h: the address that each channel counts for, and the channel that gives way when all exist. */
#ifndef CHAT_FOUNDER_H
#define CHAT_FOUNDER_H

/* A channel counts for the address that created it (struct channel, founder). When the last member from there has left,
 * it counts for the address in it that has the fewest channels. So each channel counts for an address that is here: an
 * attacker who creates channels from many addresses must stay connected from all of them to keep the channels from
 * others. All under the chat lock. */

/* Sets the new user's count of channels. After user_open. */
void founder_open(int slot);

/* Counts a channel that has come to exist (1), or is gone (-1). */
void founder_count(int channel, int more);

/* Reassigns the channel if the user who has left it was the last from its address. Others are still in it. */
void founder_left(int channel, int slot);

/* The number of other addresses here that have no channel; counting stops at `most`. */
int founder_none_yet(int slot, int most);

/* The channel that gives way so that the user can create one, or -1. First, channels of addresses that have too many
 * are reassigned to other addresses in them. Then it is a channel of the address with the most channels, at least two
 * more than the user's address has, so that afterwards the user's does not have more than that one. Of its channels it
 * is the one with members from the fewest addresses, then the newest. Never `kept`, which is #lobby. */
int founder_yields(int slot, int kept);

#endif
