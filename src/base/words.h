/* words.h: scans text a machine word at a time. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define WORD_BYTES sizeof(size_t)
#define WORD_ONES (SIZE_MAX / 255)     /* 0x01 in each byte */
#define WORD_HIGHS (WORD_ONES * 0x80u) /* 0x80 in each byte */

/* Whether s is aligned, so that a word can be read there. */
static inline bool word_aligned(const char *s)
{
	return (uintptr_t)s % WORD_BYTES == 0;
}

/* The word at s, which must be aligned. */
static inline size_t word_at(const char *s)
{
	size_t word;

	memcpy(&word, __builtin_assume_aligned(s, WORD_BYTES), sizeof word);
	return word;
}

/* Whether one of the word's bytes is less than c, which is at most 128. */
static inline bool word_has_below(size_t word, unsigned char c)
{
	return ((word - WORD_ONES * c) & ~word & WORD_HIGHS) != 0;
}

#endif
