/* ignore.h: the ignore list. */
#ifndef CLIENT_IRC_IGNORE_H
#define CLIENT_IRC_IGNORE_H

#include <stdbool.h>

enum ignore_result {
	IGNORE_DONE,
	IGNORE_ALREADY, /* already on the list */
	IGNORE_FULL,
};

/* Adds a nick, which must be one word of at most NICK_NAME_MAX bytes. */
enum ignore_result ignore_add(const char *nick);

/* Removes a nick. False: it was not on the list. */
bool ignore_remove(const char *nick);

/* True when the nick is ignored. */
bool ignore_has(const char *nick);

/* Follows a change of nick. */
void ignore_renamed(const char *from, const char *to);

/* The i-th nick, or NULL. */
const char *ignore_at(int i);

/* Empties the list, for another server. */
void ignore_clear(void);

#endif
