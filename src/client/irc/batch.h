/* batch.h: messages that belong together (IRCv3 batch). */
#ifndef CLIENT_IRC_BATCH_H
#define CLIENT_IRC_BATCH_H

#include <stdbool.h>

#include "client/client_limits.h"
#include "irc/parse.h"

struct batch {
	char id[ID_MAX + 1];              /* "": not in use */
	char label[ID_MAX + 1];           /* of the command that it answers, or "" */
	char about[CHANNEL_NAME_MAX + 1]; /* history: the window whose it is */
	bool history;                     /* it holds what was said before: nothing that happens now */
	unsigned messages;                /* of it that have come */
};

/* A new connection: none is open. */
void batch_reset(void);

/* Takes in BATCH +id or BATCH -id. label: what the message itself is labeled with, or NULL. Returns the batch that
 * begins, or that ended, or NULL when it is none or there is no room for it; *ended tells which. */
struct batch *batch_hear(const struct irc_msg *m, const char *label, bool *ended);

/* The batch of that identity, or NULL. */
struct batch *batch_find(const char *id);

#endif
