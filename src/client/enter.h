/* enter.h: from the welcome to where one can speak. */
#ifndef CLIENT_ENTER_H
#define CLIENT_ENTER_H

#include <stdbool.h>

/* The server has let us in: goes to the target, or after a lost connection back to all rooms, and asks there for what
 * was said. */
void enter_begin(const char *target, bool returning);

/* Asks whether the server has answered all of that. */
void enter_ask(void);

/* True when this token of a PONG, or NULL for one without a token, says that the server has answered all of that. */
bool enter_answered(const char *token);

/* True when those answers have led to further questions: there will be another such PONG. */
bool enter_waits(void);

#endif
