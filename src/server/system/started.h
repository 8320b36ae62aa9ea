/* started.h: the start time of linnetd. Written once, before any thread is started; read-only afterwards. */
#ifndef SERVER_SYSTEM_STARTED_H
#define SERVER_SYSTEM_STARTED_H

#include <stdint.h>

/* Wall-clock time, milliseconds since 1970 UTC. */
extern uint64_t started_wall_ms;

/* Monotonic time (clock_ms). For the uptime, which stays correct when the wall clock is set late. */
extern uint64_t started_clock_ms;

/* Sets both to the current time. */
void started_now(void);

#endif
