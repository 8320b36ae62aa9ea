/* deliver.h: what one says, until the server has taken it. */
#ifndef CLIENT_CONN_DELIVER_H
#define CLIENT_CONN_DELIVER_H

#include <stdbool.h>
#include <stddef.h>

#include "client/conn/hooks.h"
#include "irc/parse.h"

/* Begins; `hooks` stay where they are. */
void deliver_start(const struct conn_hooks *hooks);

/* Whether what is said may be sent now, or has to wait. */
void deliver_allow(bool allowed);

/* Says 1 to INPUT_LINE_BYTES bytes of text, whatever they are, to a channel or a person, in as many messages as it
 * takes; when there is no connection, later. False: too much is waiting already, and nothing was taken. */
bool deliver_say(const char *target, const char *text, size_t len, bool action);

/* True when there is room for any such text. */
bool deliver_takes(void);

/* Sends as much as the link and the server take now. Call it when either may have changed. */
void deliver_pump(void);

/* Takes in a message from the server that may confirm or refuse what was said: an error, a message of our `own`, or one
 * that is labeled (`label`, else NULL) as the answer to one, or as a part of it. */
void deliver_hear(const struct irc_msg *m, bool own, const char *label, bool part_of_answer);

/* Takes in the token of a PONG; NULL: the server gives none back. */
void deliver_pong(const char *token);

/* One's own words, come back out of the channel's history: what was sent and not confirmed before the link was lost
 * has arrived, and is not sent again. */
void deliver_seen(const char *target, const char *text);

/* The link is lost: what was not confirmed is to be sent again. */
void deliver_lost(void);

/* True while the server owes an answer. */
bool deliver_waits(void);

/* True when it has answered everything. */
bool deliver_done(void);

/* True when it has refused something, at any time. */
bool deliver_refused(void);

/* Tells what the server has not taken, and forgets it. sent: what was sent whole counts as taken. Returns how many. */
int deliver_abandon(bool sent);

/* The server puts `!user@host` of so many bytes between one's nick and what one says. */
void deliver_prefix(size_t bytes);

#endif
