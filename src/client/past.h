/* past.h: what was said before (IRCv3 draft/chathistory). */
#ifndef CLIENT_PAST_H
#define CLIENT_PAST_H

#include <stdbool.h>

#include "client/batch.h"
#include "client/rooms.h"
#include "irc/parse.h"

/* A new connection: nothing is asked. */
void past_begin(void);

/* A message of that server-time (milliseconds since 1970 UTC) has come, and is no history. */
void past_heard(uint64_t when);

/* We have entered a room, at that server-time or 0: asks for what was said there. */
void past_entered(struct room *room, uint64_t when);

/* We are back after a lost connection: asks who has said something meanwhile. */
void past_return(void);

/* Each takes in one message, and returns true when it is to be shown as well: 003, 005, CHATHISTORY TARGETS, which
 * answers past_return, and FAIL CHATHISTORY. */
bool past_on_created(const struct irc_msg *m);
bool past_on_isupport(const struct irc_msg *m);
bool past_on_chathistory(const struct irc_msg *m);
bool past_on_fail(const struct irc_msg *m);

/* True while the server has not answered that yet. */
bool past_waits(void);

/* The person wants to see n earlier messages of a room. Returns NULL, or why that cannot be. */
const char *past_ask(struct room *room, int n);

/* A batch of history ends. */
void past_ended(const struct batch *batch);

/* A message of it: false when it has been shown already, and is not shown again. Call it before the first is shown. */
bool past_is_news(const struct batch *batch, const struct place *place);

/* The server has answered all of it: tells in which rooms nothing is shown of the time without a connection. */
void past_settled(void);

/* The server has answered all that came before the last call: what is still open of that will stay so. */
void past_overdue(void);

#endif
