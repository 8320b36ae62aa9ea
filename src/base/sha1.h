/* sha1.h: SHA-1 (FIPS 180-4), only for protocols that demand it, not for security. */
#ifndef BASE_SHA1_H
#define BASE_SHA1_H

#include <stddef.h>
#include <stdint.h>

#define SHA1_BYTES 20

/* The digest of text[0 .. len). Takes 400 bytes of stack. */
#define SHA1_MOST 119 /* longest text, bytes: with padding it takes two blocks */
void sha1(const char *text, size_t len, unsigned char digest[SHA1_BYTES]);

#endif
