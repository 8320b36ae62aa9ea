/* register.h: who one is on the server. */
#ifndef CLIENT_IRC_REGISTER_H
#define CLIENT_IRC_REGISTER_H

#include <stdbool.h>
#include <stdint.h>

#include "client/options.h"
#include "irc/parse.h"

/* Starts; `o` stays where it is. */
void register_start(const struct options *o);

/* The connection is there: says who one is, and asks for the nick that one would like. */
void register_begin(void);

/* The nick that one has; and whether it is the one that one would like. */
const char *register_nick(void);
bool register_is_wanted(void);

/* True when a message comes from oneself. */
bool register_is_me(const struct irc_msg *m);

/* The person asks for another nick. 0; -1: it is too long to be sent. */
int register_rename(const char *nick);

/* The same before the server has let us in, also without a connection: it is the nick to ask for. */
void register_want(const char *nick);

/* Each takes in one message, and returns true when it is to be shown as well: the server greets, has another nick for
 * somebody, refuses one, negotiates. */
bool register_on_welcome(const struct irc_msg *m);
bool register_on_nick(const struct irc_msg *m);
bool register_on_nick_refused(const struct irc_msg *m);
bool register_on_cap(const struct irc_msg *m);

/* Milliseconds until the nick that was in use is to be asked for again, or -1; and asks. */
int register_timeout(uint64_t now);
void register_turn(uint64_t now);

#endif
