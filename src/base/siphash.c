/* siphash.c: SipHash-2-4, as in section 2 of its paper (siphash.h). Pure functions. */
#include "base/siphash.h"

enum { COMPRESSION_ROUNDS = 2, FINAL_ROUNDS = 4 };

static uint64_t rotate(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static void mix(uint64_t v[4], int rounds)
{
	while (rounds-- > 0) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] = rotate(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[2] = rotate(v[2], 32);
	}
}

static void take_in(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	mix(v, COMPRESSION_ROUNDS);
	v[0] ^= word;
}

uint64_t siphash(const struct siphash_key *key, const void *bytes, size_t len)
{
	const unsigned char *b = bytes;
	uint64_t word = 0, v[4] = { /* "somepseudorandomlygeneratedbytes" */
		                    key->half[0] ^ 0x736f6d6570736575, key->half[1] ^ 0x646f72616e646f6d,
		                    key->half[0] ^ 0x6c7967656e657261, key->half[1] ^ 0x7465646279746573
	};

	/* Words of eight bytes, little-endian; the top byte of the last word is the length. */
	for (size_t i = 0; i < len; i++) {
		word |= (uint64_t)b[i] << (i % 8 * 8);
		if (i % 8 == 7) {
			take_in(v, word);
			word = 0;
		}
	}
	take_in(v, word | (uint64_t)len << 56);
	v[2] ^= 0xff;
	mix(v, FINAL_ROUNDS);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
