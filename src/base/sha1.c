/* sha1.c: SHA-1 of short texts, for WebSocket handshakes (RFC 6455 section 4.2.2). Pure functions. */
#include "base/sha1.h"

#include <string.h>

#include "base/check.h"

static uint32_t rotate(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}

/* One block of 64 bytes (FIPS 180-4 section 6.1.2, with the schedule of 16 words of 6.1.3). */
static void block(uint32_t h[5], const unsigned char *at)
{
	static const uint32_t constants[] = { 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6 };
	uint32_t w[16], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];

	for (int i = 0; i < 16; i++, at += 4)
		w[i] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
	for (int i = 0; i < 80; i++) {
		uint32_t f = i < 20 ? (b & c) | (~b & d) : i >= 40 && i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
		uint32_t next;
		if (i >= 16)
			w[i % 16] = rotate(w[(i + 13) % 16] ^ w[(i + 8) % 16] ^ w[(i + 2) % 16] ^ w[i % 16], 1);
		next = rotate(a, 5) + f + e + constants[i / 20] + w[i % 16];
		e = d;
		d = c;
		c = rotate(b, 30);
		b = a;
		a = next;
	}
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}

void sha1(const char *text, size_t len, unsigned char digest[SHA1_BYTES])
{
	uint32_t h[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };
	unsigned char padded[128] = { 0 };
	size_t size = len < 56 ? 64 : 128; /* padding: a 1 bit, zeros, and the length in 8 bytes */

	CHECK(len <= SHA1_MOST);
	memcpy(padded, text, len);
	padded[len] = 0x80;
	padded[size - 2] = (unsigned char)(len * 8 >> 8);
	padded[size - 1] = (unsigned char)(len * 8);
	for (size_t at = 0; at < size; at += 64)
		block(h, padded + at);
	for (int i = 0; i < SHA1_BYTES; i++)
		digest[i] = (unsigned char)(h[i / 4] >> (24 - i % 4 * 8));
}
