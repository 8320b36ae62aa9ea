/* wake.h: how the main thread's wait is ended, for the backends of net.h: net_wake, and their side of it. */
#ifndef NET_WAKE_H
#define NET_WAKE_H

/* Makes the pipe; -1, after a log line. */
int wake_open(void);

/* Becomes readable when net_wake is called. */
int wake_descriptor(void);

/* Whoever has been woken says so. */
void wake_clear(void);

#endif
