/* msgid.c: converts message numbers to msgids and back.
 *
 * Owns the letters of this boot: 50 bits, so that a collision of two boots is
 * unlikely. Protected by the chat lock, as are the numbers.
 */
#include "irc/msgid.h"

#include <string.h>

#define START_LETTERS 10
#define BITS 5 /* bits of a letter */

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz"; /* no letters that look alike: no i, l, o, u */
static char start[START_LETTERS];

void msgid_start(uint64_t boot)
{
	for (int i = 0; i < START_LETTERS; i++, boot >>= BITS)
		start[i] = alphabet[boot & ((1 << BITS) - 1)];
}

char *msgid_put(char *to, uint32_t n)
{
	int shift = 30;

	memcpy(to, start, START_LETTERS);
	to += START_LETTERS;
	*to++ = '-';
	while (shift > 0 && n >> shift == 0)
		shift -= BITS;
	for (; shift >= 0; shift -= BITS)
		*to++ = alphabet[n >> shift & ((1 << BITS) - 1)];
	return to;
}

uint32_t msgid_number(const char *id)
{
	uint32_t n = 0;

	if (strncmp(id, start, START_LETTERS) != 0 || id[START_LETTERS] != '-')
		return 0;
	id += START_LETTERS + 1;
	if (*id == '\0' || *id == '0')
		return 0;
	for (; *id != '\0'; id++) {
		const char *at = strchr(alphabet, *id);
		if (at == NULL || n >> (32 - BITS) != 0)
			return 0;
		n = n << BITS | (uint32_t)(at - alphabet);
	}
	return n;
}
