/* yield.h: a channel that gives way to another one (chat/founder.h). Under the chat lock. */
#ifndef SERVER_CMD_YIELD_H
#define SERVER_CMD_YIELD_H

#include "server/conn/backpressure.h"

/* Makes sure that all members of the channel can be told, as backpressure_wait_for_many does. The user who wants to
 * make channel `name` is told when they cannot be just now (BACKPRESSURE_CLOSED). */
enum backpressure yield_room(int slot, int victim, const char *name);

/* Throws all members out, and says why: then there is no such channel any more. */
void yield_channel(int victim);

#endif
