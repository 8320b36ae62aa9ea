/* nicklist.h: the nicks that Tab completion knows. */
#ifndef CLIENT_IRC_NICKLIST_H
#define CLIENT_IRC_NICKLIST_H

#include <stddef.h>

/* A window is given by its number (windows_number). A nick that would look different on a terminal is not listed. */

/* The nick is in a window. */
void nicklist_seen(const char *nick, int window);
/* The nick has spoken in a window. */
void nicklist_spoke(const char *nick, int window);

/* The nick has left a window; -1: all windows. */
void nicklist_left(const char *nick, int window);

void nicklist_renamed(const char *from, const char *to);

/* A window is closed; -1: all windows. */
void nicklist_forget(int window);

/* The n-th nick in a window that starts with these len bytes, ignoring case, most recent speaker first. NULL: there are
 * fewer. */
const char *nicklist_find(int window, const char *prefix, size_t len, int n);

#endif
