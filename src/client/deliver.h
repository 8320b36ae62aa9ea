/* deliver.h: what one says, on its way until the server has confirmed it. */
#ifndef CLIENT_DELIVER_H
#define CLIENT_DELIVER_H

#include <stdbool.h>
#include <stddef.h>

/* Says len bytes of text, any bytes but NUL, to a channel or a person, in as many messages as it takes. The text and
 * what was given before are in use until deliver_takes says true. */
void deliver_say(const char *target, const char *text, size_t len, bool action);

/* Sends of it as much as the link and the server take now. Call it when either may have changed. */
void deliver_pump(void);

/* True when another text may be given. */
bool deliver_takes(void);

/* Asks the server to confirm all that it was sent so far. */
void deliver_ask(void);

/* Takes in the token of a PONG; true when it answers the last question. */
bool deliver_confirm(const char *token);

/* True while the server owes an answer; and when it has confirmed everything. */
bool deliver_waits(void);
bool deliver_done(void);

/* The server puts `!user@host` of so many bytes between one's nick and what one says. */
void deliver_prefix(size_t bytes);

#endif
