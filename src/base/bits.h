/* bits.h: sets of small numbers (slots, channels) as words of 32 bits. */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include <stdbool.h>
#include <stdint.h>

/* Words that a set of the numbers 0 to n - 1 takes. */
#define BITS_WORDS(n) (((n) + 31) / 32)

static inline bool bits_has(const uint32_t *set, int i)
{
	return set[i / 32] >> (i % 32) & 1;
}

static inline void bits_add(uint32_t *set, int i)
{
	set[i / 32] |= (uint32_t)1 << (i % 32);
}

static inline void bits_remove(uint32_t *set, int i)
{
	set[i / 32] &= ~((uint32_t)1 << (i % 32));
}

/* The least member not below `from`, or -1. `from` may be one past the end. */
static inline int bits_next(const uint32_t *set, int words, int from)
{
	int w = from / 32;
	uint32_t bits;

	if (w >= words)
		return -1;
	bits = set[w] & ~(uint32_t)0 << (from % 32);
	while (bits == 0) {
		if (++w >= words)
			return -1;
		bits = set[w];
	}
	return w * 32 + __builtin_ctz(bits);
}

static inline int bits_count(const uint32_t *set, int words)
{
	int n = 0;

	for (int i = 0; i < words; i++)
		n += __builtin_popcount(set[i]);
	return n;
}

static inline bool bits_none(const uint32_t *set, int words)
{
	return bits_next(set, words, 0) < 0;
}

/* for each member i of the set, in rising order; members may be removed on the way */
#define BITS_EACH(i, set, words) for (int i = bits_next(set, words, 0); i >= 0; i = bits_next(set, words, i + 1))

#endif
