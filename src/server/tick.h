/* tick.h: what time alone brings about. */
#ifndef SERVER_TICK_H
#define SERVER_TICK_H

#include <stdint.h>

/* Looks after those who are silent: hints, PINGs, time-outs. Main thread, about twice a second; takes the chat lock. */
void tick(uint64_t now_ms);

#endif
