/* chathistory.h: what was said before (IRCv3 draft/chathistory). */
#ifndef CLIENT_IRC_CHATHISTORY_H
#define CLIENT_IRC_CHATHISTORY_H

#include <stdbool.h>

#include "client/irc/batch.h"
#include "client/irc/windows.h"
#include "irc/parse.h"

/* A new connection: nothing is asked. */
void chathistory_begin(void);

/* A message of that server-time (milliseconds since 1970 UTC) has come, and is no history. */
void chathistory_heard(uint64_t when);

/* Something is said in a window now: the history that is on its way may hold it, too. Call it before it is shown. */
void chathistory_spoken(const char *name, const struct place *place);

/* We have entered a window, at that server-time or 0: asks for what was said there. */
void chathistory_entered(struct window *window, uint64_t when);

/* We are back after a lost connection: asks who has said something meanwhile. */
void chathistory_return(void);

/* Each takes in one message, and returns true when it is to be shown as well: 005, CHATHISTORY TARGETS, which answers
 * chathistory_return, and FAIL CHATHISTORY. */
bool chathistory_on_isupport(const struct irc_msg *m);
bool chathistory_on_chathistory(const struct irc_msg *m);
bool chathistory_on_fail(const struct irc_msg *m);

/* True while the server has not answered that yet. */
bool chathistory_waits(void);

/* The person wants to see n earlier messages of a window. Returns NULL, or why that cannot be. */
const char *chathistory_ask(struct window *window, int n);

/* What is called when such a page ends; full: it is as long as a page may be. Or when it will not come. */
typedef void chathistory_page(int number, bool full);

/* Asks for the page before a place, or for the last one where that is not known, for a search of that number, which is
 * not 0. False: too much is asked already. */
bool chathistory_search(const struct window *window, const struct place *before, int number, chathistory_page *ended);

/* The number of the search that a batch of history was asked for by, or 0: it is shown. */
int chathistory_searched(const struct batch *batch);

/* A batch of history ends. */
void chathistory_ended(const struct batch *batch);

/* A message of it: false when it is not `wanted`, or was shown already. Call it for each, in order. */
bool chathistory_is_news(const struct batch *batch, const struct place *place, bool wanted);

/* The server has answered all that came before the last call: what is still open of that will stay so. */
void chathistory_overdue(void);

#endif
