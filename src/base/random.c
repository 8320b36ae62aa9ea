/* random.c: random numbers. Any thread, no lock, no state; one system call. */
#include "base/random.h"

#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/* Spreads each bit over all others (the finalizer of SplitMix64). */
static uint64_t mix(uint64_t x)
{
	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9u;
	x ^= x >> 27;
	x *= 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

uint64_t random_number(void)
{
	uint64_t bits = 0;
	struct timespec t;

	(void)getrandom(&bits, sizeof bits, GRND_NONBLOCK); /* bits stays 0 if it fails */
	clock_gettime(CLOCK_REALTIME, &t);
	bits = mix(bits ^ (uint64_t)t.tv_sec << 30 ^ (uint64_t)t.tv_nsec);
	clock_gettime(CLOCK_MONOTONIC, &t);
	return mix(bits ^ (uint64_t)t.tv_sec << 30 ^ (uint64_t)t.tv_nsec ^ (uint64_t)getpid() << 48);
}

bool random_secret(void *to, size_t size)
{
	return getrandom(to, size, GRND_NONBLOCK) == (ssize_t)size;
}
