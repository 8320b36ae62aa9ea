/* membership.h: joins, parts and other changes of membership. */
#ifndef CLIENT_IRC_MEMBERSHIP_H
#define CLIENT_IRC_MEMBERSHIP_H

#include <stdbool.h>
#include <stdint.h>

#include "irc/parse.h"

/* Each handles one message, and returns true when it is to be shown as well. */
bool membership_on_nick(const struct irc_msg *m);
bool membership_on_join(const struct irc_msg *m, uint64_t when); /* when: its server-time, or 0 */
bool membership_on_part(const struct irc_msg *m);
bool membership_on_kick(const struct irc_msg *m);
bool membership_on_quit(const struct irc_msg *m);
bool membership_on_topic(const struct irc_msg *m);     /* 332 */
bool membership_on_names(const struct irc_msg *m);     /* 353 */
bool membership_on_names_end(const struct irc_msg *m); /* 366 */
bool membership_on_rename(const struct irc_msg *m);
bool membership_on_unavailable(const struct irc_msg *m); /* 437: a nick or a channel is unavailable */

/* The server has sent an error about a channel. If we were about to join it, closes its window. */
void membership_refused(const char *channel);

#endif
