/* render.h: renders IRC messages as text. */
#ifndef CLIENT_IRC_RENDER_H
#define CLIENT_IRC_RENDER_H

#include <stdbool.h>

#include "base/buf.h"
#include "client/tty/ui.h"
#include "irc/parse.h"

/* Appends the text of a message, without control bytes, and sets `look`. `me` is our nick. `window` is the current
 * window: messages from elsewhere are prefixed with their window. NULL: the text is for a program, and every message
 * has its window, in a single form. False: there is nothing to show. */
bool render_message(struct buf *out, struct ui_look *look, const struct irc_msg *m, const char *me, const char *window);

#endif
