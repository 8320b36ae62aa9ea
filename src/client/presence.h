/* presence.h: who is where, as the server tells it. */
#ifndef CLIENT_PRESENCE_H
#define CLIENT_PRESENCE_H

#include <stdbool.h>

#include "irc/parse.h"

/* Each takes in one message, and returns true when it is to be shown as well. */
bool presence_on_nick(const struct irc_msg *m);
bool presence_on_join(const struct irc_msg *m);
bool presence_on_part(const struct irc_msg *m);
bool presence_on_kick(const struct irc_msg *m);
bool presence_on_quit(const struct irc_msg *m);
bool presence_on_topic(const struct irc_msg *m);     /* 332 */
bool presence_on_names(const struct irc_msg *m);     /* 353 */
bool presence_on_names_end(const struct irc_msg *m); /* 366 */
bool presence_on_rename(const struct irc_msg *m);
bool presence_on_unavailable(const struct irc_msg *m); /* 437: of a nick, or of a channel */

/* The server has refused something about a channel: if we were on our way into it, we will not get there. */
void presence_refused(const char *channel);

#endif
