/* elder.h: the members who have been longest in each channel, and who of them becomes operator when all have gone. */
#ifndef CHAT_ELDER_H
#define CHAT_ELDER_H

/* The first ELDERS members of a channel are known in the order of their joining. When one of them leaves, the member
 * whose connection is the oldest takes the last place. All under the chat lock. */

/* The user has become a member: after the count of members has been raised. */
void elder_joined(int channel, int slot);

/* The user has left: after the count of members has been lowered, and the set of members changed. */
void elder_left(int channel, int slot);

/* The member who becomes operator of a channel that has none: the one who has been there longest. Bots (mode B) come
 * last, for they will not run the channel. The channel exists. */
int elder_successor(int channel);

#endif
