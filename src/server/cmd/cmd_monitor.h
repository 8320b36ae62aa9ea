/* cmd_monitor.h: news for those who watch a nick (MONITOR). */
#ifndef SERVER_CMD_CMD_MONITOR_H
#define SERVER_CMD_CMD_MONITOR_H

#include <stdbool.h>

#include "server/conn/slot.h"

/* Sends 730 or 731 to the watchers of the user's nick: it is here, or gone. backpressure_wait_for has made sure that
 * their queues have room. */
void cmd_monitor_tell(int slot, bool here);

#endif
