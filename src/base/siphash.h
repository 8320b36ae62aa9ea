/* siphash.h: a keyed hash of short inputs, unpredictable without the key. */
#ifndef BASE_SIPHASH_H
#define BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

struct siphash_key {
	uint64_t half[2];
};

/* SipHash-2-4 of the bytes. Source: Aumasson and Bernstein, SipHash: a fast short-input PRF, 2012. */
uint64_t siphash(const struct siphash_key *key, const void *bytes, size_t len);

#endif
