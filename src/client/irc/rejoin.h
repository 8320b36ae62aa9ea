/* rejoin.h: from the welcome to where we can speak, and whether we still can. */
#ifndef CLIENT_IRC_REJOIN_H
#define CLIENT_IRC_REJOIN_H

#include <stdbool.h>

#include "client/options.h"

/* Starts; `o` stays where it is, and its target follows a channel that is renamed. */
void rejoin_start(struct options *o);

/* The server has let us in: goes to the target, or after a lost connection back to all windows, and asks there for what
 * was said. */
void rejoin_begin(void);

/* The server answers a PING. */
void rejoin_pong(const char *token);

/* The server has refused something, which is shown as `text`. about: the channel, or whatever it is about, or "". True
 * when that is the reason, or will be, for which a program ends: it is shown there. */
bool rejoin_refused(const char *about, const char *text);

/* We have left a channel, of our own will or not. */
void rejoin_left(const char *channel);

/* A channel has another name. */
void rejoin_renamed(const char *from, const char *to);

#endif
