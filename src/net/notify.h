/* notify.h: tells a service manager that asked for it how the service is doing: sd_notify(3)'s protocol. No heap. */
#ifndef NET_NOTIFY_H
#define NET_NOTIFY_H

/* Remembers where $NOTIFY_SOCKET says to tell it, and opens a way there: an absolute path, or @ and an abstract name.
 * Without one, or when it cannot be reached, notify() does nothing. Main thread, before --chroot. */
void notify_open(void);

/* Sends one state, such as "READY=1". Never waits. Main thread. */
void notify(const char *state);

#endif
