/* words.c: names, masks, moments, ids and addresses: words that come with commands, and lines that people type.
 *
 * The first byte says what the rest is.
 */
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "chat/mask.h"
#include "client/tty/timezone.h"
#include "fuzz.h"
#include "irc/format.h"
#include "irc/line.h"
#include "irc/msgid.h"
#include "irc/name.h"
#include "irc/plain.h"
#include "net/address.h"
#include "net/resolve.h"
#include "server/protocol/detect.h"

static char text[INPUT_MAX + 1]; /* the input as a string */

static void names(void)
{
	char mask[MASK_MAX + 1], again[MASK_MAX + 1];
	uint64_t ms, ms_again;
	char out[80];
	struct buf b;

	if (name_is_nick(text))
		REQUIRE(strlen(text) <= NICK_MAX && !name_is_channel(text));
	if (name_is_channel(text))
		REQUIRE(strlen(text) <= CHANNEL_MAX && strpbrk(text, " ,\r\n") == NULL);
	if (name_is_key(text))
		REQUIRE(strlen(text) <= KEY_MAX && strpbrk(text, " ,\r\n") == NULL);
	REQUIRE(name_equal(text, text) && name_match("*", text));
	if (mask_complete(text, mask)) {
		REQUIRE(strlen(mask) <= MASK_MAX && strchr(mask, '!') != NULL && strchr(mask, '@') != NULL);
		REQUIRE(mask_complete(mask, again) && strcmp(mask, again) == 0);
	}
	if (format_read_time(text, &ms) == 0) {
		buf_init(&b, out, sizeof out);
		format_time(&b, ms);
		REQUIRE(format_read_time(out, &ms_again) == 0 && ms_again == ms);
	}
	(void)msgid_number(text);
}

/* "mask name": the matcher against one that is as simple as can be. */
static bool matches(const char *mask, const char *name)
{
	static bool row[2][400];
	size_t n = strlen(name);

	memset(row, 0, sizeof row);
	row[0][0] = true;
	for (int now = 1; *mask != '\0'; mask++, now = !now) {
		row[now][0] = *mask == '*' && row[!now][0];
		for (size_t i = 1; i <= n; i++)
			row[now][i] = *mask == '*' ? row[!now][i] || row[now][i - 1]
			                           : row[!now][i - 1] && (*mask == '?' ||
			                                                  name_fold(*mask) == name_fold(name[i - 1]));
		if (mask[1] == '\0')
			return row[now][n];
	}
	return n == 0;
}

static void match(void)
{
	char *name = strchr(text, ' ');

	if (name == NULL || strlen(name) > 300)
		return;
	*name++ = '\0';
	REQUIRE(name_match(text, name) == matches(text, name));
}

static void addresses(void)
{
	unsigned char bytes[16], again[16];
	struct dial_address address;
	char out[ADDRESS_TEXT];
	int family = address_parse(text, bytes);

	if (family != 0) {
		address_text(family, bytes, out);
		REQUIRE(strlen(out) < sizeof out);
		family = address_parse(out, again);
		REQUIRE((family == 4 || family == 6) && (family == 4 || memcmp(bytes, again, 16) == 0));
	}
	(void)resolve_literal(text, &address);
}

/* A line that a person types in plain mode. */
static void typed(void)
{
	static char line[LINE_HEADROOM + sizeof text];
	struct irc_msg m;

	memcpy(line + LINE_HEADROOM, text, sizeof text);
	(void)plain_is_irc(line + LINE_HEADROOM);
	if (plain_parse(&m, line + LINE_HEADROOM, PLAIN_LOBBY) == PLAIN_COMMAND) {
		REQUIRE(m.nparams <= PARAMS_MAX && m.command[0] != '\0');
		for (int i = 0; i < m.nparams - 1; i++)
			REQUIRE(strchr(m.params[i], ' ') == NULL);
	}
}

static void zone(size_t size)
{
	static const uint64_t moments[] = { 0, 1795600000, 4102444800, 253402300799 };

	for (size_t i = 0; i < sizeof moments / sizeof *moments; i++)
		(void)timezone_posix(text, moments[i]);
	(void)timezone_posix(timezone_footer(text, size), moments[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t what;

	if (size < 2 || size > INPUT_MAX)
		return 0;
	what = *data++;
	size--;
	memcpy(text, data, size);
	text[size] = '\0';
	switch (what) {
	case 'n':
		names();
		break;
	case 'm':
		match();
		break;
	case 'a':
		addresses();
		break;
	case 't':
		typed();
		break;
	case 'z':
		zone(size);
		break;
	case 's':
		(void)detect_bytes((const char *)data, size);
		break;
	}
	return 0;
}
