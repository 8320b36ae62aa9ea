/* bucket.h: a token bucket: so many things a second, after a burst. Pure. */
#ifndef BASE_BUCKET_H
#define BASE_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

struct bucket {
	uint64_t filled_ms; /* clock_ms when it was last filled */
	int32_t tokens;     /* thousandths of a token; below zero: a debt */
};

/* What a bucket gains in a second, and what it holds at most: tokens. */
struct bucket_size {
	int rate, burst;
};

/* A full bucket. */
static inline void bucket_start(struct bucket *b, struct bucket_size size, uint64_t now_ms)
{
	*b = (struct bucket){ now_ms, size.burst * 1000 };
}

/* Adds what has come since the last call. */
static inline void bucket_fill(struct bucket *b, struct bucket_size size, uint64_t now_ms)
{
	uint64_t passed = now_ms > b->filled_ms ? now_ms - b->filled_ms : 0;
	int64_t tokens = b->tokens + (int64_t)passed * size.rate;

	b->filled_ms = now_ms;
	b->tokens = tokens > size.burst * 1000 ? size.burst * 1000 : (int32_t)tokens;
}

static inline bool bucket_has(const struct bucket *b, int tokens)
{
	return b->tokens >= tokens * 1000;
}

/* Takes tokens, also those that are not there, but leaves at least `least` tokens: zero, or less as a debt. */
static inline void bucket_take(struct bucket *b, int tokens, int least)
{
	b->tokens -= tokens * 1000;
	if (b->tokens < least * 1000)
		b->tokens = least * 1000;
}

#endif
