/* cmd_monitor.h: notifications for the users who monitor a nick (MONITOR). */
#ifndef SERVER_CMD_CMD_MONITOR_H
#define SERVER_CMD_CMD_MONITOR_H

#include <stdbool.h>

#include "server/conn/slot.h"

/* Sends RPL_MONONLINE (730) or RPL_MONOFFLINE (731) to the users who monitor the user's nick. The caller has made sure
 * of room in their queues (backpressure_wait_for). */
void cmd_monitor_tell(int slot, bool here);

#endif
