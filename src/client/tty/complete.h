/* complete.h: Tab: the rest of a nick, a channel or a command. */
#ifndef CLIENT_TTY_COMPLETE_H
#define CLIENT_TTY_COMPLETE_H

#include <stdbool.h>

#include "client/tty/edit.h"

/* Completes the word before the cursor; called again at once, puts the next possibility in its place. False: there is
 * none. */
bool complete(struct edit *e);

/* Something else was typed: the next call starts anew. */
void complete_end(void);

#endif
