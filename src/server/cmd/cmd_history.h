/* cmd_history.h: the history that a client is sent when it joins. */
#ifndef SERVER_CMD_CMD_HISTORY_H
#define SERVER_CMD_CMD_HISTORY_H

#include <stdint.h>

#include "server/conn/slot.h"

/* Sends the last messages of a channel before number `before` to a client that cannot request them
 * (draft/chathistory). */
void cmd_history_replay(struct slot *s, int channel, uint32_t before);

#endif
