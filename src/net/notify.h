/* notify.h: reports the state of the service to a service manager, by the protocol of sd_notify(3). No heap. */
#ifndef NET_NOTIFY_H
#define NET_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

/* Connects to the socket in $NOTIFY_SOCKET: an absolute path, or @ and an abstract name. Without one, or if it cannot
 * be reached, notify() does nothing. Main thread, before --chroot. */
void notify_open(void);

/* Whether a service manager is connected. */
bool notify_wanted(void);

/* Sends one state, such as "READY=1". Never waits; -1: it cannot be sent now. Main thread. */
int notify(const char *state);

/* The watchdog period, milliseconds: the manager expects "WATCHDOG=1" at least this often. From $WATCHDOG_USEC and
 * $WATCHDOG_PID, read by notify_open. 0: there is no watchdog. */
uint32_t notify_watchdog_ms(void);

#endif
