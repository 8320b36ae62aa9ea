/* recall.h: the line history. */
#ifndef CLIENT_TTY_RECALL_H
#define CLIENT_TTY_RECALL_H

#include <stdbool.h>

#include "client/tty/edit.h"

/* Adds a line. The oldest lines are dropped when there is no room. */
void recall_add(const char *line);

/* Puts the next older line into the editor. False: there is none. */
bool recall_earlier(struct edit *e);
/* Puts the next newer line into the editor, and after the newest one the line that was being typed. False: there is
 * none. */
bool recall_later(struct edit *e);

#endif
