/* sha256.c: SHA-256, HMAC and PBKDF2.
 *
 * Written for small code and little stack: the schedule of a block is kept in
 * 16 words that go round. Pure functions; no branch and no index depends on
 * what is hashed.
 */
#include "base/sha256.h"

#include <string.h>

/* RFC 6234 section 5.1 */
static const uint32_t constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

/* One block (RFC 6234 section 6.2). */
static void take_block(struct sha256 *s)
{
	const unsigned char *at = s->block;
	uint32_t w[16], v[8];

	for (int i = 0; i < 16; i++, at += 4)
		w[i] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
	memcpy(v, s->h, sizeof v);
	for (int i = 0; i < 64; i++) {
		uint32_t a = v[0], e = v[4], x = w[(i + 1) % 16], y = w[(i + 14) % 16], t;
		t = v[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & v[5]) ^ (~e & v[6])) + constants[i] +
		    w[i % 16];
		memmove(v + 1, v, 7 * sizeof *v);
		v[4] += t;
		v[0] = t + (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & v[2]) ^ (a & v[3]) ^ (v[2] & v[3]));
		w[i % 16] += (rotate(x, 7) ^ rotate(x, 18) ^ x >> 3) + w[(i + 9) % 16] +
		             (rotate(y, 17) ^ rotate(y, 19) ^ y >> 10);
	}
	for (int i = 0; i < 8; i++)
		s->h[i] += v[i];
}

void sha256_begin(struct sha256 *s)
{
	static const uint32_t start[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		                           0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	memcpy(s->h, start, sizeof s->h);
	s->len = 0;
}

void sha256_add(struct sha256 *s, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	while (len > 0) {
		size_t at = s->len % SHA256_BLOCK, n = SHA256_BLOCK - at < len ? SHA256_BLOCK - at : len;
		memcpy(s->block + at, p, n);
		s->len += (uint32_t)n;
		p += n;
		len -= n;
		if (at + n == SHA256_BLOCK)
			take_block(s);
	}
}

void sha256_end(struct sha256 *s, unsigned char digest[SHA256_BYTES])
{
	uint32_t bits = s->len * 8;
	size_t at = s->len % SHA256_BLOCK;

	s->block[at++] = 0x80;
	if (at > SHA256_BLOCK - 8) {
		memset(s->block + at, 0, SHA256_BLOCK - at);
		take_block(s);
		at = 0;
	}
	memset(s->block + at, 0, SHA256_BLOCK - 4 - at);
	for (int i = 0; i < 4; i++)
		s->block[SHA256_BLOCK - 4 + i] = (unsigned char)(bits >> (24 - 8 * i));
	take_block(s);
	for (int i = 0; i < SHA256_BYTES; i++)
		digest[i] = (unsigned char)(s->h[i / 4] >> (24 - i % 4 * 8));
}

void sha256(const void *bytes, size_t len, unsigned char digest[SHA256_BYTES])
{
	struct sha256 s;

	sha256_begin(&s);
	sha256_add(&s, bytes, len);
	sha256_end(&s, digest);
}

/* A digest that has taken a key as its first block, each byte combined with `pad`. */
static void take_key(struct sha256 *s, const unsigned char *key, size_t len, unsigned char pad)
{
	sha256_begin(s);
	for (size_t i = 0; i < SHA256_BLOCK; i++)
		s->block[i] = pad ^ (i < len ? key[i] : 0);
	s->len = SHA256_BLOCK;
	take_block(s);
}

void hmac_begin(struct hmac *h, const void *key, size_t len)
{
	unsigned char digest[SHA256_BYTES];

	if (len > SHA256_BLOCK) {
		sha256_begin(&h->inner);
		sha256_add(&h->inner, key, len);
		sha256_end(&h->inner, digest);
		key = digest;
		len = sizeof digest;
	}
	take_key(&h->inner, key, len, 0x36);
	take_key(&h->outer, key, len, 0x5c);
}

void hmac_add(struct hmac *h, const void *bytes, size_t len)
{
	sha256_add(&h->inner, bytes, len);
}

void hmac_end(struct hmac *h, unsigned char mac[SHA256_BYTES])
{
	sha256_end(&h->inner, mac);
	sha256_add(&h->outer, mac, SHA256_BYTES);
	sha256_end(&h->outer, mac);
}

void hmac(const unsigned char key[SHA256_BYTES], const void *bytes, size_t len, unsigned char mac[SHA256_BYTES])
{
	struct hmac h;

	hmac_begin(&h, key, SHA256_BYTES);
	hmac_add(&h, bytes, len);
	hmac_end(&h, mac);
}

void pbkdf2(const char *password, size_t password_len, const unsigned char *salt, size_t salt_len, int iterations,
            unsigned char key[SHA256_BYTES])
{
	static const unsigned char first_part[4] = { 0, 0, 0, 1 };
	unsigned char mac[SHA256_BYTES];
	struct hmac start, h;

	hmac_begin(&start, password, password_len);
	h = start;
	hmac_add(&h, salt, salt_len);
	hmac_add(&h, first_part, sizeof first_part);
	hmac_end(&h, mac);
	memcpy(key, mac, SHA256_BYTES);
	while (--iterations > 0) {
		h = start;
		hmac_add(&h, mac, SHA256_BYTES);
		hmac_end(&h, mac);
		for (int i = 0; i < SHA256_BYTES; i++)
			key[i] ^= mac[i];
	}
}

bool bytes_equal(const unsigned char *a, const unsigned char *b, size_t len)
{
	unsigned char difference = 0;

	for (size_t i = 0; i < len; i++)
		difference |= a[i] ^ b[i];
	return difference == 0;
}
