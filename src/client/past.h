/* past.h: what was said before (IRCv3 draft/chathistory). */
#ifndef CLIENT_PAST_H
#define CLIENT_PAST_H

#include <stdbool.h>

#include "client/batch.h"
#include "client/rooms.h"

/* A new connection: nothing is asked. */
void past_begin(void);

/* We have entered a room: asks for what was said there. */
void past_entered(struct room *room);

/* True while the server has not answered that yet. */
bool past_waits(void);

/* The person wants to see n earlier messages of a room. Returns NULL, or why that cannot be. */
const char *past_ask(struct room *room, int n);

/* A batch of history ends. */
void past_ended(const struct batch *batch);

/* A message of it: false when it has been shown already, and is not shown again. Call it before the first is shown. */
bool past_is_news(const struct batch *batch, const struct place *place);

/* The server has refused to tell it (FAIL CHATHISTORY). Returns true when the person need not know. */
bool past_refused(const char *name);

#endif
