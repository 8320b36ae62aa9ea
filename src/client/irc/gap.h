/* gap.h: reports about the gap, the time without a connection. */
#ifndef CLIENT_IRC_GAP_H
#define CLIENT_IRC_GAP_H

#include <stdbool.h>

#include "irc/parse.h"

/* Results for a gap of which no message is shown. */
enum gap_outcome { GAP_NOTHING, GAP_UNKNOWN, GAP_NO_HISTORY, GAP_OUTCOMES };

/* A new connection: resets all results. */
void gap_begin(void);

/* Handles 003. Returns true: it is to be shown as well. */
bool gap_on_created(const struct irc_msg *m);

/* True when the server was restarted since the last connection. */
bool gap_restarted(void);
/* Tells the user so, once per connection. */
void gap_tell_restart(void);

/* Shows a line about the gap of a window. Such lines stand before and after the gap's messages. */
void gap_mark(const char *name, const char *what);

/* The messages of a gap have been shown. more: some are missing. */
void gap_shown(const char *name, bool more);

/* No message of a gap is shown. Collects the result for gap_settled. */
void gap_ends(const char *name, enum gap_outcome outcome);
/* Shows the collected results, one line per result for all its windows. */
void gap_settled(void);

#endif
