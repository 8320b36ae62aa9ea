/* status.h: tells a service manager how the chat is doing, and that it moves. */
#ifndef SERVER_SYSTEM_STATUS_H
#define SERVER_SYSTEM_STATUS_H

#include <stdbool.h>
#include <stdint.h>

/* Sends, when it is time, how many are here, and the watchdog's keep-alive. Main thread, about twice a second; takes
 * the chat lock. True: somebody is told, and so it is to be called that often. */
bool status_tick(uint64_t now_ms);

#endif
