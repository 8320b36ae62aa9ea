/* ignore.h: people of whom nothing is to be seen. */
#ifndef CLIENT_IRC_IGNORE_H
#define CLIENT_IRC_IGNORE_H

#include <stdbool.h>

enum ignore_result {
	IGNORE_DONE,
	IGNORE_ALREADY, /* the nick is on the list */
	IGNORE_FULL,
};

/* Puts a nick on the list. It must be a word of at most NICK_NAME_MAX bytes. */
enum ignore_result ignore_add(const char *nick);

/* Takes it off. False: it was not there. */
bool ignore_remove(const char *nick);

/* True when nothing of that person is to be seen. */
bool ignore_has(const char *nick);

/* Somebody has another nick now: the list follows. */
void ignore_renamed(const char *from, const char *to);

/* The i-th nick, or NULL. */
const char *ignore_at(int i);

/* Another server: its people are others. */
void ignore_clear(void);

#endif
