/* timezone.c: the local time.
 *
 * Replaces localtime(), which would pull in the heap. Owns the zone's description. An error in it causes no more harm
 * than a wrong hour.
 */
#include "client/tty/timezone.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"

#define ZONES "/usr/share/zoneinfo/"
#define HOUR 3600
#define DAY (24 * HOUR)

/* The largest zone file has about 3,500 bytes. */
#define FILE_BYTES 8192

static char file[FILE_BYTES + 1];
static long file_len;
static const char *rule; /* of the local zone; NULL: not looked up yet */

/* ---- the rule of a POSIX TZ variable; each function advances *s past the part it parses ---- */

static int number(const char **s)
{
	int n = 0;

	for (; **s >= '0' && **s <= '9' && n < 1000; ++*s)
		n = n * 10 + (**s - '0');
	return n;
}

/* Parses `[+-]hours[:minutes[:seconds]]` into seconds. */
static int duration(const char **s)
{
	bool minus = **s == '-';
	int value, unit = HOUR;

	*s += minus || **s == '+';
	for (value = number(s) * unit; **s == ':' && unit > 1; value += number(s) * unit) {
		unit /= 60;
		++*s;
	}
	return minus ? -value : value;
}

static bool name(const char **s)
{
	const char *start = *s;

	if (**s == '<') {
		*s += strcspn(*s, ">");
		*s += **s != '\0';
	}
	while ((**s | 0x20) >= 'a' && (**s | 0x20) <= 'z')
		++*s;
	return *s > start;
}

/* The first day of a month, in days since 1970. Month 13 is the next January. */
static int64_t day_number(int year, int month)
{
	struct clock_date date = { .year = year + (month > 12), .month = month > 12 ? 1 : month, .day = 1 };

	return (int64_t)(clock_seconds(&date) / DAY);
}

/* Parses `,Mmonth.week.day[/time]`. Returns that moment of the year in seconds since 1970, local time. -1: it has
 * another form. */
static int64_t change(const char **s, int year)
{
	int month, week, day, time = 2 * HOUR;
	int64_t first, at, end;

	if (strncmp(*s, ",M", 2) != 0)
		return -1;
	*s += 2;
	month = number(s);
	*s += **s == '.';
	week = number(s);
	*s += **s == '.';
	day = number(s);
	if (**s == '/') {
		++*s;
		time = duration(s);
	}
	if (month < 1 || month > 12)
		return -1;
	first = day_number(year, month);
	end = day_number(year, month + 1);
	at = first + (day + 7 - (first + 4) % 7) % 7 + 7 * (week - 1); /* 1970-01-01 was a Thursday, day 4 */
	if (at >= end)
		at -= 7; /* week 5 means the last one */
	return at * DAY + time;
}

int timezone_posix(const char *s, uint64_t seconds)
{
	struct clock_date date;
	int64_t t = (int64_t)seconds, start, end;
	int winter, summer;
	bool in;

	if (!name(&s))
		return 0;
	winter = -duration(&s);
	if (!name(&s))
		return winter;
	summer = *s == ',' || *s == '\0' ? winter + HOUR : -duration(&s);
	clock_date(seconds, &date);
	start = change(&s, date.year) - winter;
	end = change(&s, date.year) - summer;
	in = start < end ? t >= start && t < end : t >= start || t < end;
	return in ? summer : winter;
}

/* ---- sources of the rule ---- */

static bool load(const char *folder, const char *path)
{
	char full[256];
	struct buf b;
	int fd;

	buf_init(&b, full, sizeof full);
	buf_str(&b, folder);
	buf_str(&b, path);
	fd = b.overflow ? -1 : open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	file_len = read(fd, file, FILE_BYTES);
	close(fd);
	return file_len >= 4;
}

const char *timezone_footer(char *bytes, size_t n)
{
	size_t start;

	if (n == 0 || bytes[n - 1] != '\n')
		return "";
	bytes[--n] = '\0';
	for (start = n; start > 0 && bytes[start - 1] != '\n'; start--)
		;
	return bytes + start;
}

static void find(void)
{
	const char *tz = getenv("TZ");

	if (tz != NULL && *tz == ':')
		tz++;
	if (tz == NULL ? load("", "/etc/localtime") || load("", "/etc/TZ") : load(*tz == '/' ? "" : ZONES, tz))
		rule = memcmp(file, "TZif", 4) == 0 ? timezone_footer(file, (size_t)file_len) : file;
	else
		rule = tz != NULL ? tz : "";
}

int timezone_offset(uint64_t seconds)
{
	int offset;

	if (rule == NULL)
		find();
	offset = timezone_posix(rule, seconds);
	return offset < -DAY || offset > DAY ? 0 : offset;
}
