/* wake.h: the self-pipe behind net_wake, for the backends of net.h. */
#ifndef NET_WAKE_H
#define NET_WAKE_H

/* Makes the pipe. -1: it failed and has logged why. */
int wake_open(void);

/* The descriptor to poll: readable after net_wake. */
int wake_descriptor(void);

/* Empties the pipe after a wake-up. */
void wake_clear(void);

#endif
