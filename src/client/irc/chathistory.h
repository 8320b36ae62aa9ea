/* chathistory.h: message history (IRCv3 draft/chathistory). */
#ifndef CLIENT_IRC_CHATHISTORY_H
#define CLIENT_IRC_CHATHISTORY_H

#include <stdbool.h>

#include "client/irc/batch.h"
#include "client/irc/windows.h"
#include "irc/parse.h"

/* A new connection: drops all requests. */
void chathistory_begin(void);

/* Records the server-time of a live message, in milliseconds since 1970 UTC. */
void chathistory_heard(uint64_t when);

/* Records a live message in a window, because a pending request may return it as well. Call it before the message is
 * shown. */
void chathistory_spoken(const char *name, const struct place *place);

/* We have joined a window, at that server-time or 0: requests its history. */
void chathistory_entered(struct window *window, uint64_t when);

/* We have reconnected: requests the list of conversations with messages since the loss. */
void chathistory_return(void);

/* Each handles one message, and returns true when it is to be shown as well. They handle 005, CHATHISTORY TARGETS (the
 * reply to chathistory_return) and FAIL CHATHISTORY. */
bool chathistory_on_isupport(const struct irc_msg *m);
bool chathistory_on_chathistory(const struct irc_msg *m);
bool chathistory_on_fail(const struct irc_msg *m);

/* True while requests are pending. */
bool chathistory_waits(void);

/* Requests n earlier messages of a window, for the user. Returns NULL, or the error. */
const char *chathistory_ask(struct window *window, int n);

/* Called at the end of a search page. full: the page has the maximum length. Also called, with false, when the page
 * will not arrive. */
typedef void chathistory_page(int number, bool full);

/* Requests a page of history for search `number`, which is not 0: the page before a place, or the latest page if the
 * place is unknown. False: too many requests are pending. */
bool chathistory_search(const struct window *window, const struct place *before, int number, chathistory_page *ended);

/* The number of the search that requested a batch of history; 0: it was not a search, so the batch is shown. */
int chathistory_searched(const struct batch *batch);

/* Handles the end of a batch of history. */
void chathistory_ended(const struct batch *batch);

/* Handles a message of such a batch. False: it is not `wanted`, or was already shown. Call it for each message, in
 * order. */
bool chathistory_is_news(const struct batch *batch, const struct place *place, bool wanted);

/* Drops requests made before the last call: the server has replied to everything sent until then, so they will get no
 * reply. */
void chathistory_overdue(void);

#endif
