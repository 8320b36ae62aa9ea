/* tick.h: the timers of slots. */
#ifndef SERVER_TICK_H
#define SERVER_TICK_H

#include <stdint.h>

/* Runs the timers that are due: hints, PINGs, timeouts. Main thread, about twice a second; takes the chat lock. */
void tick(uint64_t now_ms);

/* Milliseconds until a timer may be due; 0: tick must run twice a second. The main thread is woken earlier for each
 * connection that is opened or closed, and for each new timer. Takes the chat lock. */
uint64_t tick_calm_ms(uint64_t now_ms);

#endif
