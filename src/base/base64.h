/* base64.h: base64 (RFC 4648 section 4). */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <stddef.h>

#include "base/buf.h"

/* Appends the base64 of bytes[0 .. len). */
void base64_put(struct buf *b, const void *bytes, size_t len);

/* Decodes text[0 .. len) into at most `size` bytes at `to`, which may be the text itself. Returns the number of bytes;
 * -1: it is not base64, its padding is missing, bits behind the last byte are set, or there is no room for it. */
long base64_read(const char *text, size_t len, void *to, size_t size);

#endif
