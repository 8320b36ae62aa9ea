/* notify.h: tells a service manager that asked for it how the service is doing: sd_notify(3)'s protocol. No heap. */
#ifndef NET_NOTIFY_H
#define NET_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

/* Remembers where $NOTIFY_SOCKET says to tell it, and opens a way there: an absolute path, or @ and an abstract name.
 * Without one, or when it cannot be reached, notify() does nothing. Main thread, before --chroot. */
void notify_open(void);

/* True when somebody is told. */
bool notify_wanted(void);

/* Sends one state, such as "READY=1". Never waits: -1 when it could not be sent now. Main thread. */
int notify(const char *state);

/* Within how many milliseconds the manager wants "WATCHDOG=1" again and again, as $WATCHDOG_USEC and $WATCHDOG_PID told
 * notify_open; 0: it does not. */
uint32_t notify_watchdog_ms(void);

#endif
