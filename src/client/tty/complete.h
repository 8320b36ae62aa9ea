/* complete.h: Tab completion of nicks, channels and commands. */
#ifndef CLIENT_TTY_COMPLETE_H
#define CLIENT_TTY_COMPLETE_H

#include <stdbool.h>

#include "client/client_limits.h"
#include "client/tty/edit.h"

/* The longest word to complete, in bytes. */
#define COMPLETE_WORD CHANNEL_NAME_MAX

/* Returns the n-th candidate, from 0 on, for a word of at most COMPLETE_WORD bytes; NULL: there are fewer. *behind is
 * the text to insert after it. first: the word begins the line. A command is returned without its slash. */
typedef const char *complete_find(const char *word, bool first, int n, const char **behind);

/* Completes the word before the cursor. If nothing else was typed since the last call, replaces it with the next
 * candidate. False: there is none. */
bool complete(struct edit *e, complete_find *find);

/* Something else was typed: the next call starts a new completion. */
void complete_end(void);

#endif
