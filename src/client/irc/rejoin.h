/* rejoin.h: joining the target after the welcome, and all windows after a reconnect. */
#ifndef CLIENT_IRC_REJOIN_H
#define CLIENT_IRC_REJOIN_H

#include <stdbool.h>

#include "client/options.h"

/* Starts. Keeps a pointer to `o`, and updates its target when that channel is renamed. */
void rejoin_start(struct options *o);

/* Registration is complete: joins the target, or after a reconnect all windows, and requests their history. */
void rejoin_begin(void);

/* Handles PONG. */
void rejoin_pong(const char *token);

/* The server has refused something, which is shown as `text`. about: the channel or other subject, or "". True when
 * this is, or will be, the reason for which a program ends: it is then shown at the end instead. */
bool rejoin_refused(const char *about, const char *text);

/* We have left a channel, by PART or KICK. */
void rejoin_left(const char *channel);

/* A channel was renamed. */
void rejoin_renamed(const char *from, const char *to);

#endif
