/* sha1.h: SHA-1 (FIPS 180-4), for what a protocol demands it for, and base64. It protects nothing. */
#ifndef BASE_SHA1_H
#define BASE_SHA1_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define SHA1_BYTES 20

/* The digest of text[0 .. len), at most SHA1_MOST bytes. Takes 400 bytes of stack. */
#define SHA1_MOST 119
void sha1(const char *text, size_t len, unsigned char digest[SHA1_BYTES]);

/* Appends the base64 of bytes[0 .. len) (RFC 4648 section 4). */
void base64_put(struct buf *b, const unsigned char *bytes, size_t len);

#endif
