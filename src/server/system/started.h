/* started.h: when linnetd was started. Written once, before any thread is; then only read. */
#ifndef SERVER_SYSTEM_STARTED_H
#define SERVER_SYSTEM_STARTED_H

#include <stdint.h>

/* Milliseconds since 1970 UTC. */
extern uint64_t started_wall_ms;

/* The same as clock_ms tells it: what has passed since then is right even when a board learns the date late. */
extern uint64_t started_clock_ms;

/* It is now. */
void started_now(void);

#endif
