/* complete.h: Tab: the rest of a nick, a channel or a command. */
#ifndef CLIENT_TTY_COMPLETE_H
#define CLIENT_TTY_COMPLETE_H

#include <stdbool.h>

#include "client/client_limits.h"
#include "client/tty/edit.h"

/* The longest word that is completed, in bytes. */
#define COMPLETE_WORD CHANNEL_NAME_MAX

/* Returns the n-th possibility, from 0 on, for a word, of at most COMPLETE_WORD bytes, and in *behind what goes behind
 * it; NULL: there are not so many. first: the word begins the line. A command comes without its slash. */
typedef const char *complete_find(const char *word, bool first, int n, const char **behind);

/* Completes the word before the cursor; called again at once, puts the next possibility in its place. False: there is
 * none. */
bool complete(struct edit *e, complete_find *find);

/* Something else was typed: the next call starts anew. */
void complete_end(void);

#endif
