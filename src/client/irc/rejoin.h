/* rejoin.h: from the welcome to where one can speak. */
#ifndef CLIENT_IRC_REJOIN_H
#define CLIENT_IRC_REJOIN_H

#include <stdbool.h>

/* The server has let us in: goes to the target, with its key or "", or after a lost connection back to all windows, and
 * asks there for what was said. */
void rejoin_begin(const char *target, const char *key, bool returning);

/* Asks whether the server has answered all of that. */
void rejoin_ask(void);

/* True when this token of a PONG, or NULL for one without a token, says that the server has answered all of that. */
bool rejoin_answered(const char *token);

/* True when those answers have led to further questions: there will be another such PONG. */
bool rejoin_waits(void);

#endif
