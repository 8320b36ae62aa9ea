/* clock.h: monotonic time for timeouts, wall-clock time for users, and the calendar. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Monotonic time, milliseconds since an arbitrary start. Never goes back, even when the wall clock is set. */
uint64_t clock_ms(void);

/* Milliseconds from `then` to `now`; 0 if `then` is later, which happens when two threads have read the clock. */
static inline uint64_t clock_since(uint64_t now, uint64_t then)
{
	return now > then ? now - then : 0;
}

/* Wall-clock time, milliseconds since 1970-01-01 UTC; wrong until the clock is set. */
uint64_t clock_wall_ms(void);

/* Date and time, UTC. month and day count from 1. */
struct clock_date {
	int year, month, day, hour, minute, second;
};

/* Converts `seconds` since 1970-01-01 UTC to a date. Source: the proleptic Gregorian calendar. */
void clock_date(uint64_t seconds, struct clock_date *date);

/* Converts a date to seconds since 1970-01-01 UTC, for years from 1970 on. A day past the end of its month counts into
 * the next one. */
uint64_t clock_seconds(const struct clock_date *date);

/* Whether the wall clock is plausible. Without a battery, a board's clock starts in 1970, or at the build date of its
 * system. */
#define CLOCK_SANE_MS 1735689600000ull /* 2025-01-01 */
static inline bool clock_sane(uint64_t wall_ms)
{
	return wall_ms >= CLOCK_SANE_MS;
}

#endif
