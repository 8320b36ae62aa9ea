/* nicklist.h: nicks that were seen, to complete them. */
#ifndef CLIENT_IRC_NICKLIST_H
#define CLIENT_IRC_NICKLIST_H

#include <stddef.h>

/* Windows go by their number (windows_number). Nicks that would look like something else on a terminal are left out. */

/* Somebody is in a window; and has said something there. */
void nicklist_seen(const char *nick, int window);
void nicklist_spoke(const char *nick, int window);

/* Somebody has left a window, or with -1 all. */
void nicklist_left(const char *nick, int window);

void nicklist_renamed(const char *from, const char *to);

/* The window is gone, or with -1 all. */
void nicklist_forget(int window);

/* The n-th nick in a window that starts with these len bytes, case aside, who spoke last first; NULL: there are not so
 * many. */
const char *nicklist_find(int window, const char *prefix, size_t len, int n);

#endif
