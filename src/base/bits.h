/* bits.h: sets of small numbers (slots, channels) as words of 32 bits. */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include <stdbool.h>
#include <stdint.h>

/* Members are never negative. The cast tells the compiler so: a signed division takes four more instructions. */
static inline unsigned bits_word(int i)
{
	return (unsigned)i / 32;
}

static inline uint32_t bits_mask(int i)
{
	return (uint32_t)1 << ((unsigned)i % 32);
}

/* Size of a set of the numbers 0 to n - 1, words. */
#define BITS_WORDS(n) (((n) + 31) / 32)

static inline bool bits_has(const uint32_t *set, int i)
{
	return (set[bits_word(i)] & bits_mask(i)) != 0;
}

static inline void bits_add(uint32_t *set, int i)
{
	set[bits_word(i)] |= bits_mask(i);
}

static inline void bits_remove(uint32_t *set, int i)
{
	set[bits_word(i)] &= ~bits_mask(i);
}

/* The smallest member that is at least `from`; -1: there is none. `from` may be one past the end. */
static inline int bits_next(const uint32_t *set, int words, int from)
{
	int w = (int)bits_word(from);
	uint32_t bits;

	if (w >= words)
		return -1;
	bits = set[w] & ~(uint32_t)0 << ((unsigned)from % 32);
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

/* Loops over each member i of the set in ascending order; the body may remove members. */
#define BITS_EACH(i, set, words) for (int i = bits_next(set, words, 0); i >= 0; i = bits_next(set, words, i + 1))

#endif
