/* started.c: the start time of linnetd. */
#include "server/system/started.h"

#include "base/clock.h"

uint64_t started_wall_ms, started_clock_ms;

void started_now(void)
{
	started_wall_ms = clock_wall_ms();
	started_clock_ms = clock_ms();
}
