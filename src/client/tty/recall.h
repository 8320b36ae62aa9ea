/* recall.h: the lines that were typed before. */
#ifndef CLIENT_TTY_RECALL_H
#define CLIENT_TTY_RECALL_H

#include <stdbool.h>

#include "client/tty/edit.h"

/* Remembers a line. The oldest ones make room when there is none. */
void recall_add(const char *line);

/* Puts the line typed before the one that is shown, or after it, into the editor. What was being typed comes back
 * behind the last one. False: there is none. */
bool recall_earlier(struct edit *e);
bool recall_later(struct edit *e);

#endif
