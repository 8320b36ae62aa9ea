/* address.c: IP addresses as text. Pure; source: RFC 5952 section 4. */
#include "net/address.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/buf.h"
#include "net/net.h"

static void put_hex(struct buf *b, unsigned value)
{
	int shift = 12;

	while (shift > 0 && value >> shift == 0)
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		buf_char(b, "0123456789abcdef"[value >> shift & 15]);
}

/* The longest run of two or more zero groups, the first of equal ones: *from and its length; 0 when there is none. */
static int longest_zeros(const unsigned group[8], int *from)
{
	int best = 0;

	for (int i = 0; i < 8; i++) {
		int n = 0;
		while (i + n < 8 && group[i + n] == 0)
			n++;
		if (n >= 2 && n > best) {
			best = n;
			*from = i;
		}
		if (n > 0)
			i += n - 1;
	}
	return best;
}

void address_text(int family, const unsigned char *bytes, char *to)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	unsigned group[8];
	int from = 8, zeros;
	struct buf b;

	buf_init(&b, to, ADDRESS_TEXT);
	if (family == 6 && memcmp(bytes, mapped, sizeof mapped) == 0) {
		bytes += sizeof mapped;
		family = 4;
	}
	if (family == 4) {
		buf_fmt(&b, "%d.%d.%d.%d", bytes[0], bytes[1], bytes[2], bytes[3]);
		return;
	}
	for (int i = 0; i < 8; i++)
		group[i] = (unsigned)bytes[2 * i] << 8 | bytes[2 * i + 1];
	zeros = longest_zeros(group, &from);
	for (int i = 0; i < 8; i++) {
		if (i == from && zeros > 0) {
			buf_str(&b, "::");
			i += zeros - 1;
			continue;
		}
		if (i > 0 && i != from + zeros)
			buf_char(&b, ':');
		put_hex(&b, group[i]);
	}
}

int address_parse(const char *text, unsigned char bytes[16])
{
	return inet_pton(AF_INET6, text, bytes) == 1 ? 6 : inet_pton(AF_INET, text, bytes) == 1 ? 4 : 0;
}

bool net_is_address(const char *text)
{
	unsigned char waste[16];

	return address_parse(text, waste) != 0;
}
