/* render.h: IRC messages as text for people. */
#ifndef CLIENT_IRC_RENDER_H
#define CLIENT_IRC_RENDER_H

#include <stdbool.h>

#include "base/buf.h"
#include "client/tty/ui.h"
#include "irc/parse.h"

/* Appends what a message says, without anything a terminal would obey, and says in `look` how it looks. `me` is one's
 * own nick, `window` the current one: what was said elsewhere names its place. Without one (NULL) it is for programs:
 * everything names its place, in one form. False: there is nothing to tell. */
bool render_message(struct buf *out, struct ui_look *look, const struct irc_msg *m, const char *me, const char *window);

#endif
