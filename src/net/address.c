/* address.c: IP addresses as text (RFC 5952 section 4), and as networks for limits per address. Pure functions. */
#include "net/address.h"

#include <string.h>

#include "base/buf.h"
#include "net/net.h"

static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff }; /* RFC 4291 section 2.5.5.2 */

static void put_hex(struct buf *b, unsigned value)
{
	int shift = 12;

	while (shift > 0 && value >> shift == 0)
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		buf_char(b, "0123456789abcdef"[value >> shift & 15]);
}

/* Finds the longest run of two or more zero groups, the first of equal ones. *from is its start; returns its length, 0
 * if there is none. */
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

/* Writes an address in IPv6 form; IPv4 becomes ::ffff:a.b.c.d. */
static void widen(int family, const unsigned char *bytes, unsigned char to[16])
{
	memcpy(to, mapped, sizeof mapped);
	if (family == 4)
		memcpy(to + sizeof mapped, bytes, 4);
	else
		memcpy(to, bytes, 16);
}

_Static_assert(ADDRESS_TEXT == HOST_MAX + 1, "the text of an address has another length than a host");

void address_origin(int family, const unsigned char *peer, const unsigned char *local, struct net_origin *origin)
{
	static const unsigned char loopback[16] = { [15] = 1 };
	unsigned char *from = origin->network, here[16];
	bool v4, link_local;

	address_text(family, peer, origin->text);
	widen(family, peer, from);
	widen(family, local, here);
	v4 = memcmp(from, mapped, sizeof mapped) == 0;
	link_local = from[0] == 0xfe && (from[1] & 0xc0) == 0x80;
	origin->own = memcmp(from, here, sizeof here) == 0 || memcmp(from, loopback, sizeof loopback) == 0 ||
	              (v4 && from[12] == 127);
	if (!v4 && !link_local && memcmp(from, here, 8) != 0)
		memset(from + 8, 0, 8);
}

/* `a.b.c.d`, each a number up to 255 without leading zeros (RFC 6943 section 3.1.1). */
static bool parse_v4(const char *s, unsigned char *to)
{
	for (int i = 0; i < 4; i++) {
		const char *start = s;
		unsigned value = 0;

		while (*s >= '0' && *s <= '9' && value <= 255)
			value = value * 10 + (unsigned)(*s++ - '0');
		if (s == start || value > 255 || (*start == '0' && s > start + 1) || *s != (i < 3 ? '.' : '\0'))
			return false;
		to[i] = (unsigned char)value;
		s += i < 3;
	}
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* RFC 4291 section 2.2: groups of up to four hexadecimal digits. `::` may occur once and stands for the missing groups.
 * The last two groups may be written as an IPv4 address. */
static bool parse_v6(const char *s, unsigned char *to)
{
	int n = 0, gap = -1;

	memset(to, 0, 16);
	if (s[0] == ':' && *++s != ':')
		return false;
	while (*s != '\0') {
		unsigned value = 0;
		int digits = 0;

		if (*s == ':') {
			if (gap >= 0)
				return false;
			gap = n;
			s++;
			continue;
		}
		if (n <= 12 && parse_v4(s, to + n)) {
			n += 4;
			break;
		}
		while (digits < 5 && hex_digit(s[digits]) >= 0)
			value = value << 4 | (unsigned)hex_digit(s[digits++]);
		s += digits;
		if (digits == 0 || digits > 4 || n == 16 || (*s == ':' && s[1] == '\0') || (*s != ':' && *s != '\0'))
			return false;
		to[n++] = (unsigned char)(value >> 8);
		to[n++] = (unsigned char)value;
		s += *s == ':';
	}
	if (gap < 0)
		return n == 16;
	memmove(to + 16 - (n - gap), to + gap, (size_t)(n - gap));
	memset(to + gap, 0, (size_t)(16 - n));
	return n < 16;
}

int address_parse(const char *text, unsigned char bytes[16])
{
	return parse_v4(text, bytes) ? 4 : parse_v6(text, bytes) ? 6 : 0;
}

bool net_is_address(const char *text)
{
	unsigned char waste[16];

	return address_parse(text, waste) != 0;
}
