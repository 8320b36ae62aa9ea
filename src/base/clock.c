/* clock.c: monotonic time, wall-clock time and the calendar. Any thread, no lock; a system call if there is no vDSO. */
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

static unsigned days_to(int year, int month)
{
	return (unsigned)(clock_seconds(&(struct clock_date){ .year = year, .month = month, .day = 1 }) / 86400);
}

void clock_date(uint64_t seconds, struct clock_date *date)
{
	unsigned days = (unsigned)(seconds / 86400), rest = (unsigned)(seconds % 86400);

	date->year = 1970 + (int)(days / 366); /* a lower bound, close to the year */
	while (days >= days_to(date->year + 1, 1))
		date->year++;
	date->month = 12;
	while (days < days_to(date->year, date->month))
		date->month--;
	date->day = (int)(days - days_to(date->year, date->month)) + 1;
	date->hour = (int)(rest / 3600);
	date->minute = (int)(rest / 60 % 60);
	date->second = (int)(rest % 60);
}

uint64_t clock_seconds(const struct clock_date *date)
{
	/* Years begin in March here, so that a leap day is the last day of its year. */
	int year = date->month > 2 ? date->year : date->year - 1, month = (date->month + 9) % 12;
	int64_t days = 365ll * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + date->day - 1;

	days -= 719468; /* from 0000-03-01 to 1970-01-01 */
	return (uint64_t)(((days * 24 + date->hour) * 60 + date->minute) * 60 + date->second);
}
