/* show.h: IRC messages as text for people. */
#ifndef CLIENT_SHOW_H
#define CLIENT_SHOW_H

#include <stdbool.h>

#include "base/buf.h"
#include "client/ui.h"
#include "irc/parse.h"

/* Appends what a message says, without anything a terminal would obey. `me` is one's own nick, `room` the current
 * channel: what was said elsewhere names its place. False: there is nothing to tell. */
bool show_message(struct buf *out, enum ui_kind *kind, const struct irc_msg *m, const char *me, const char *room);

#endif
