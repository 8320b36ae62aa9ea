/* override.h: what operators of the server may do in channels that are not theirs. Under the chat lock. */
#ifndef SERVER_CMD_OVERRIDE_H
#define SERVER_CMD_OVERRIDE_H

#include <stdbool.h>

struct slot;

/* True when the user has an operator's rights in the channel: as its operator, or as an operator of the server. The
 * latter need not be in it. */
bool override_may(int channel, int slot);

/* Announces the command to all members, and to the user: before it is done, if the user may do it only as an operator
 * of the server. */
void override_tell(struct slot *s, int channel, const char *command);

#endif
