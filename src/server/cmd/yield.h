/* yield.h: dissolves a channel to make room for another one (chat/founder.h). Under the chat lock. */
#ifndef SERVER_CMD_YIELD_H
#define SERVER_CMD_YIELD_H

#include "server/conn/backpressure.h"

/* Waits until the queues of all members have room for the notice, as backpressure_wait_for_many does. When that is
 * impossible (BACKPRESSURE_CLOSED), sends an error to the user who wants to create channel `name`. */
enum backpressure yield_room(int slot, int victim, const char *name);

/* Kicks all members with a reason. The channel does not exist afterwards. */
void yield_channel(int victim);

#endif
