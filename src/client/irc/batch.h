/* batch.h: batches, groups of messages that belong together (IRCv3 batch). */
#ifndef CLIENT_IRC_BATCH_H
#define CLIENT_IRC_BATCH_H

#include <stdbool.h>

#include "client/client_limits.h"
#include "irc/parse.h"

struct batch {
	char id[ID_MAX + 1];              /* "": free */
	char label[ID_MAX + 1];           /* the label of the command it replies to, or "" */
	char about[CHANNEL_NAME_MAX + 1]; /* for history: the window's name */
	bool history;                     /* it holds earlier messages, not events of now */
	unsigned messages;                /* how many have arrived */
};

/* A new connection: closes all batches. */
void batch_reset(void);

/* Handles BATCH +id or BATCH -id. label: the label of the message itself, or NULL. Returns the batch that begins or
 * ends, and says which in *ended; NULL: the message is invalid, or there is no room for the batch. */
struct batch *batch_hear(const struct irc_msg *m, const char *label, bool *ended);

/* The open batch with this id, or NULL. */
struct batch *batch_find(const char *id);

#endif
