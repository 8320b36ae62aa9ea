/* status.h: status and watchdog keep-alives for a service manager. */
#ifndef SERVER_SYSTEM_STATUS_H
#define SERVER_SYSTEM_STATUS_H

#include <stdbool.h>
#include <stdint.h>

/* Sends the numbers of clients and channels, and the watchdog keep-alive, when they are due. Main thread, about twice a
 * second; takes the chat lock. True: a service manager is connected, so keep calling it that often. */
bool status_tick(uint64_t now_ms);

#endif
