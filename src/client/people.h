/* people.h: nicks that were seen, to complete them. */
#ifndef CLIENT_PEOPLE_H
#define CLIENT_PEOPLE_H

#include <stddef.h>

/* Rooms go by their number (rooms_number). Nicks that would look like something else on a terminal are left out. */

/* Somebody is in a room; and has said something there. */
void people_seen(const char *nick, int room);
void people_spoke(const char *nick, int room);

/* Somebody has left a room, or with -1 all. */
void people_left(const char *nick, int room);

void people_renamed(const char *from, const char *to);

/* The room is gone, or with -1 all. */
void people_forget(int room);

/* The n-th nick in a room that starts with these len bytes, case aside, who spoke last first; NULL: there are not so
 * many. */
const char *people_find(int room, const char *prefix, size_t len, int n);

#endif
