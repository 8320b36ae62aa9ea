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
bool presence_on_topic(const struct irc_msg *m);        /* 332 */
bool presence_on_names(const struct irc_msg *m);        /* 353 */
bool presence_on_names_end(const struct irc_msg *m);    /* 366 */
bool presence_on_join_refused(const struct irc_msg *m); /* 403 405 471 473 474 475 476 477 */

#endif
