/* base64.c: base64 (RFC 4648 section 4). Pure functions. */
#include "base/base64.h"

#include <stdint.h>
#include <string.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_put(struct buf *b, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i += 3) {
		size_t left = len - i;
		uint32_t v = (uint32_t)p[i] << 16;
		if (left > 1)
			v |= (uint32_t)p[i + 1] << 8;
		if (left > 2)
			v |= p[i + 2];
		buf_char(b, letters[v >> 18]);
		buf_char(b, letters[v >> 12 & 63]);
		buf_char(b, left > 1 ? letters[v >> 6 & 63] : '=');
		buf_char(b, left > 2 ? letters[v & 63] : '=');
	}
}

long base64_read(const char *text, size_t len, void *to, size_t size)
{
	unsigned char *bytes = to;
	uint32_t bits = 0;
	int n = 0; /* bits that are not written yet */
	size_t written = 0, padding = 0;

	if (len % 4 != 0)
		return -1;
	while (padding < 2 && len > 0 && text[len - 1] == '=') {
		len--;
		padding++;
	}
	for (size_t i = 0; i < len; i++) {
		const char *letter = text[i] != '\0' ? strchr(letters, text[i]) : NULL;
		if (letter == NULL)
			return -1;
		bits = bits << 6 | (uint32_t)(letter - letters);
		n += 6;
		if (n < 8)
			continue;
		n -= 8;
		if (written == size)
			return -1;
		bytes[written++] = (unsigned char)(bits >> n);
		bits &= (1u << n) - 1;
	}
	return bits == 0 ? (long)written : -1;
}
