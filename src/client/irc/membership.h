/* membership.h: who is where, as the server tells it. */
#ifndef CLIENT_IRC_MEMBERSHIP_H
#define CLIENT_IRC_MEMBERSHIP_H

#include <stdbool.h>
#include <stdint.h>

#include "irc/parse.h"

/* Each takes in one message, and returns true when it is to be shown as well. */
bool membership_on_nick(const struct irc_msg *m);
bool membership_on_join(const struct irc_msg *m, uint64_t when); /* when: its server-time, or 0 */
bool membership_on_part(const struct irc_msg *m);
bool membership_on_kick(const struct irc_msg *m);
bool membership_on_quit(const struct irc_msg *m);
bool membership_on_topic(const struct irc_msg *m);     /* 332 */
bool membership_on_names(const struct irc_msg *m);     /* 353 */
bool membership_on_names_end(const struct irc_msg *m); /* 366 */
bool membership_on_rename(const struct irc_msg *m);
bool membership_on_unavailable(const struct irc_msg *m); /* 437: of a nick, or of a channel */

/* The server has refused something about a channel: if we were on our way into it, we will not get there. */
void membership_refused(const char *channel);

#endif
