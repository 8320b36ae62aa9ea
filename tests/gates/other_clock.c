/* other_clock.c: another date for the programs that it is preloaded into.
 *
 * The wall clock is ahead by LINNET_CLOCK_AHEAD seconds, or behind when that
 * is negative; whatever measures spans is left alone. linnet and linnetd are
 * static and load nothing: the emulator that runs them does. Includes no
 * header, so that a compiler alone is enough; for 64-bit machines.
 */
struct timespec {
	long seconds, nanoseconds;
};

struct timeval {
	long seconds, microseconds;
};

int clock_gettime(int clock, struct timespec *t);
int gettimeofday(struct timeval *t, void *zone);
long time(long *t);

void *dlsym(void *handle, const char *name);
char *getenv(const char *name);
long atol(const char *text);

#define NEXT ((void *)-1)  /* RTLD_NEXT */
#define REALTIME 0         /* CLOCK_REALTIME */
#define REALTIME_COARSE 5  /* CLOCK_REALTIME_COARSE */

int clock_gettime(int clock, struct timespec *t)
{
	static int (*real)(int, struct timespec *);
	const char *ahead = getenv("LINNET_CLOCK_AHEAD");
	int result;

	if (real == 0)
		real = (int (*)(int, struct timespec *))dlsym(NEXT, "clock_gettime");
	result = real(clock, t);
	if (result == 0 && ahead != 0 && (clock == REALTIME || clock == REALTIME_COARSE))
		t->seconds += atol(ahead);
	return result;
}

int gettimeofday(struct timeval *t, void *zone)
{
	struct timespec now;

	(void)zone;
	clock_gettime(REALTIME, &now);
	*t = (struct timeval){ .seconds = now.seconds, .microseconds = now.nanoseconds / 1000 };
	return 0;
}

long time(long *t)
{
	struct timespec now;

	clock_gettime(REALTIME, &now);
	if (t != 0)
		*t = now.seconds;
	return now.seconds;
}
