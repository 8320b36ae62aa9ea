/* tick.h: what time alone brings about. */
#ifndef SERVER_TICK_H
#define SERVER_TICK_H

#include <stdint.h>

/* Looks after those who are silent: hints, PINGs, time-outs. Main thread, about twice a second; takes the chat lock. */
void tick(uint64_t now_ms);

/* For how many milliseconds tick will find nothing to do, unless the main thread is woken before: it is woken for each
 * connection that comes or goes, and for whatever begins to wait for a time. 0: it is to look twice a second. Takes the
 * chat lock. */
uint64_t tick_calm_ms(uint64_t now_ms);

#endif
