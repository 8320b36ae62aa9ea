/* gap.h: what there is to tell of the time without a connection. */
#ifndef CLIENT_IRC_GAP_H
#define CLIENT_IRC_GAP_H

#include <stdbool.h>

#include "irc/parse.h"

/* What that is when no message is shown. */
enum gap_outcome { GAP_NOTHING, GAP_UNKNOWN, GAP_NO_HISTORY, GAP_OUTCOMES };

/* A new connection. */
void gap_begin(void);

/* Takes in 003. Returns true: it is to be shown as well. */
bool gap_on_created(const struct irc_msg *m);

/* True when this server was started since the last connection; and says so, once. */
bool gap_restarted(void);
void gap_tell_restart(void);

/* Tells about the gap of a window; the lines around it show from when to when that was. */
void gap_mark(const char *name, const char *what);

/* All that is shown of it is there; more: not everything is. */
void gap_shown(const char *name, bool more);

/* Nothing of it is shown: for gap_settled, which tells it of all such windows. */
void gap_ends(const char *name, enum gap_outcome outcome);
void gap_settled(void);

#endif
