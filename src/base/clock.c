/* clock.c: what time it is, for waiting and for people. Any thread, no lock; a system call where there is no vDSO. */
#include "base/clock.h"

#include <time.h>

static uint64_t read_ms(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

uint64_t clock_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

uint64_t clock_wall_ms(void)
{
	return read_ms(CLOCK_REALTIME);
}

void clock_date(uint64_t seconds, struct clock_date *date)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	gmtime_r(&t, &tm);
	*date = (struct clock_date){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec };
}

uint64_t clock_seconds(const struct clock_date *date)
{
	/* Years begin in March here, so that the day that comes every four years is the last one. */
	int year = date->month > 2 ? date->year : date->year - 1, month = (date->month + 9) % 12;
	int64_t days = 365ll * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + date->day - 1;

	days -= 719468; /* from 0000-03-01 to 1970-01-01 */
	return (uint64_t)(((days * 24 + date->hour) * 60 + date->minute) * 60 + date->second);
}
