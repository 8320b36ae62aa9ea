/* bucket.h: a token bucket: limits a rate, after a burst. Pure functions. */
#ifndef BASE_BUCKET_H
#define BASE_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

struct bucket {
	uint64_t filled_ms; /* clock_ms when it was last filled */
	int32_t tokens;     /* thousandths of a token; below zero: a debt */
};

/* Refill rate, tokens a second, and capacity, tokens. */
struct bucket_size {
	int rate, burst;
};

/* Starts with a full bucket. */
static inline void bucket_start(struct bucket *b, struct bucket_size size, uint64_t now_ms)
{
	*b = (struct bucket){ now_ms, size.burst * 1000 };
}

/* Refills the bucket for the time since the last call. */
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

/* Takes tokens, even if the bucket has too few, but leaves at least `least`: 0, or a negative number, a debt. */
static inline void bucket_take(struct bucket *b, int tokens, int least)
{
	b->tokens -= tokens * 1000;
	if (b->tokens < least * 1000)
		b->tokens = least * 1000;
}

#endif
