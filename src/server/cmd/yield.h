/* yield.h: dissolves a channel to make room for another one (chat/founder.h). Under the chat lock. */
#ifndef SERVER_CMD_YIELD_H
#define SERVER_CMD_YIELD_H

#include "server/conn/backpressure.h"

/* Waits until all members of the channel can be notified, as backpressure_wait_for_many does. If they cannot be now
 * (BACKPRESSURE_CLOSED), the user who wants to create channel `name` is sent an error. */
enum backpressure yield_room(int slot, int victim, const char *name);

/* Kicks all members with a reason. The channel does not exist afterwards. */
void yield_channel(int victim);

#endif
