/* clock.h: what time it is, for waiting and for people. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Milliseconds since some start: never goes back, not even when a board first learns the date. */
uint64_t clock_ms(void);

/* Milliseconds from `then` to `now`; 0 when `then` is the later one, as it can be when two threads have looked. */
static inline uint64_t clock_since(uint64_t now, uint64_t then)
{
	return now > then ? now - then : 0;
}

/* Milliseconds since 1970-01-01 UTC, as far as the board knows. */
uint64_t clock_wall_ms(void);

/* A moment in the calendar, UTC. month and day count from 1. */
struct clock_date {
	int year, month, day, hour, minute, second;
};

/* The calendar moment of `seconds` since 1970-01-01 UTC. Source: the proleptic Gregorian calendar. */
void clock_date(uint64_t seconds, struct clock_date *date);

/* The other way round, for years from 1970 on; a day that its month does not have is one of the next month. */
uint64_t clock_seconds(const struct clock_date *date);

/* Whether a board that says this time can know it: without a clock it begins at 1970, or when its system was made. */
#define CLOCK_SANE_MS 1735689600000ull /* 2025-01-01 */
static inline bool clock_sane(uint64_t wall_ms)
{
	return wall_ms >= CLOCK_SANE_MS;
}

#endif
