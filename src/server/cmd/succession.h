/* succession.h: the next operator of a channel that has none. Main thread, under the chat lock. */
#ifndef SERVER_CMD_SUCCESSION_H
#define SERVER_CMD_SUCCESSION_H

#include <stdint.h>

/* Makes a member operator of the channel that has been without operators longest, if that is OPLESS_MS or more. */
void succession_tick(uint64_t now_ms);

/* clock_ms when succession_tick is next needed; UINT64_MAX: each channel has an operator. */
uint64_t succession_due(void);

#endif
