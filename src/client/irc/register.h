/* register.h: registration, and our nick. */
#ifndef CLIENT_IRC_REGISTER_H
#define CLIENT_IRC_REGISTER_H

#include <stdbool.h>
#include <stdint.h>

#include "client/options.h"
#include "irc/parse.h"

/* Starts. Keeps a pointer to `o`. */
void register_start(const struct options *o);

/* The connection is up: registers with the wanted nick. */
void register_begin(void);

/* Our current nick. */
const char *register_nick(void);
/* True when it is the wanted one. */
bool register_is_wanted(void);

/* True when we are the source of a message. */
bool register_is_me(const struct irc_msg *m);

/* Sends NICK for the user. 0; -1: it is too long to be sent. */
int register_rename(const char *nick);

/* Sets the wanted nick before registration is complete, with or without a connection. */
void register_want(const char *nick);

/* Each handles one message, and returns true when it is to be shown as well: the welcome, a change of nick, a refused
 * nick, capability negotiation. */
bool register_on_welcome(const struct irc_msg *m);
bool register_on_nick(const struct irc_msg *m);
bool register_on_nick_refused(const struct irc_msg *m);
bool register_on_cap(const struct irc_msg *m);
/* The same for RESUME, which has the token of this connection. */
bool register_on_resume(const struct irc_msg *m);

/* Milliseconds until the wanted nick is to be requested again, or -1. */
int register_timeout(uint64_t now);
/* Requests it when that is due. */
void register_turn(uint64_t now);

#endif
