/* sha256.h: SHA-256 (RFC 6234), HMAC-SHA-256 (RFC 2104), PBKDF2 (RFC 8018): what SCRAM is made of. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES 32
#define SHA256_BLOCK 64

/* A digest in progress. */
struct sha256 {
	uint32_t h[8];
	uint32_t len; /* bytes so far: less than 512 MiB */
	unsigned char block[SHA256_BLOCK];
};
void sha256_begin(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *bytes, size_t len);
void sha256_end(struct sha256 *s, unsigned char digest[SHA256_BYTES]);

/* The digest of bytes[0 .. len), which may be the digest's own place. */
void sha256(const void *bytes, size_t len, unsigned char digest[SHA256_BYTES]);

/* A message authentication code in progress. A copy made after hmac_begin saves the work that the key takes. */
struct hmac {
	struct sha256 inner, outer;
};
void hmac_begin(struct hmac *h, const void *key, size_t len);
void hmac_add(struct hmac *h, const void *bytes, size_t len);
void hmac_end(struct hmac *h, unsigned char mac[SHA256_BYTES]);

/* The code of bytes[0 .. len) with a key of SHA256_BYTES. */
void hmac(const unsigned char key[SHA256_BYTES], const void *bytes, size_t len, unsigned char mac[SHA256_BYTES]);

/* The first SHA256_BYTES of PBKDF2 with HMAC-SHA-256, which RFC 5802 calls Hi(). Takes two blocks of SHA-256 for each
 * iteration: about 5 milliseconds of a PC for 4,096 of them, and some 100 of a Raspberry Pi Zero. */
void pbkdf2(const char *password, size_t password_len, const unsigned char *salt, size_t salt_len, int iterations,
            unsigned char key[SHA256_BYTES]);

/* Compares in a time that does not depend on the bytes. */
bool bytes_equal(const unsigned char *a, const unsigned char *b, size_t len);

#endif
