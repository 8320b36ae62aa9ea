/* mask.c: the lists b, e and I of all channels.
 *
 * Owns mask_table: entries of variable size without gaps, in the order they were
 * set. An entry is a head, the mask, and its setter's nick. A channel without
 * masks takes no bytes. Called under the chat lock. Each channel has
 * MASK_BYTES_OWN for itself; bytes beyond them are from the shared part
 * (share.h). When the table is full, or the founder's address has its share,
 * mask_add says so, and MODE is refused (478).
 */
#include "chat/mask.h"

#include <string.h>

#include "base/buf.h"
#include "chat/lock.h"
#include "chat/share.h"
#include "irc/name.h"

/* The head of an entry, unaligned. Both texts follow, each with its NUL. */
struct head {
	uint32_t set_at;
	int16_t channel;
	uint8_t list;
	uint8_t size; /* of the whole entry, bytes */
};

_Static_assert(sizeof(struct head) + MASK_MAX + 1 + NICK_MAX + 1 <= UINT8_MAX, "an entry's size has one byte");
_Static_assert(MASKS_PER_CHANNEL <= UINT8_MAX, "channels count their masks in one byte: lower MASKS_PER_CHANNEL");

static size_t used; /* bytes of mask_table */

static char *entry(size_t at, struct head *h)
{
	memcpy(h, mask_table->bytes + at, sizeof *h);
	return mask_table->bytes + at + sizeof *h;
}

/* The text of the first entry of the list at or behind *at, which is moved to it; NULL when there is none. */
static const char *next(int channel, enum mask_list list, size_t *at, struct head *h)
{
	for (; *at < used; *at += h->size) {
		const char *text = entry(*at, h);
		if (h->channel == channel && h->list == list)
			return text;
	}
	return NULL;
}

static void cut_out(size_t at, const struct head *h)
{
	mask_table->of[h->channel].bytes -= h->size;
	mask_table->of[h->channel].masks--;
	used -= h->size;
	memmove(mask_table->bytes + at, mask_table->bytes + at + h->size, used - at);
}

#define SHARED (MASK_BYTES - MASK_BYTES_OWN * CHANNELS)

/* Of a channel's bytes, those from the shared part. */
static size_t beyond_own(size_t bytes)
{
	return bytes > MASK_BYTES_OWN ? bytes - MASK_BYTES_OWN : 0;
}

/* True when the channel may have `size` bytes more. */
static bool has_room(int channel, size_t size)
{
	size_t has = mask_table->of[channel].bytes, more = beyond_own(has + size) - beyond_own(has);
	size_t shared = 0, held = 0;

	for (int i = 0; i < CHANNELS; i++) {
		size_t bytes = beyond_own(mask_table->of[i].bytes);
		shared += bytes;
		if (mask_table->of[i].founder == mask_table->of[channel].founder)
			held += bytes;
	}
	return more == 0 || share_allows(held, more, SHARED - shared);
}

void mask_init(void)
{
	used = 0;
	memset(mask_table->of, 0, sizeof mask_table->of);
}

void mask_begin(int channel, uint32_t founder)
{
	ASSERT_CHAT_LOCKED();
	mask_table->of[channel].founder = founder;
}

/* ---- completing a mask ---- */

enum mask_kind mask_kind(const char *text)
{
	const char *letter = *text != '\0' && text[1] == ':' ? strchr(MASK_KIND_LETTERS, *text) : NULL;

	return letter != NULL ? (enum mask_kind)(letter - MASK_KIND_LETTERS + MASK_MUTE) : MASK_PLAIN;
}

/* Bytes in front of a mask that name its kind. */
static size_t before(enum mask_kind kind)
{
	return kind == MASK_PLAIN ? 0 : 2;
}

/* Appends one of the three parts, "*" for an empty one; several stars in a row become one. */
static void put_part(struct buf *b, const char *part, size_t n)
{
	if (n == 0)
		buf_char(b, '*');
	for (size_t i = 0; i < n; i++)
		if (part[i] != '*' || i == 0 || part[i - 1] != '*')
			buf_char(b, part[i]);
}

bool mask_complete(const char *text, char to[MASK_MAX + 1])
{
	const char *typed = text + before(mask_kind(text));
	const char *bang = strchr(typed, '!'), *at = strchr(bang != NULL ? bang : typed, '@');
	const char *end = typed + strlen(typed);
	bool host_only = bang == NULL && at == NULL && strpbrk(typed, ".:") != NULL;
	const char *user = bang != NULL ? bang + 1 : at != NULL ? typed : end;
	const char *host = at != NULL ? at + 1 : host_only ? typed : end;
	struct buf b;

	if (*typed == '\0' || *typed == ':')
		return false;
	for (const char *p = typed; p < end; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f)
			return false;
	buf_init(&b, to, before(mask_kind(text)) + MASK_PLAIN_MAX + 1);
	buf_bytes(&b, text, (size_t)(typed - text));
	put_part(&b, typed, bang != NULL ? (size_t)(bang - typed) : at == NULL && !host_only ? strlen(typed) : 0);
	buf_char(&b, '!');
	put_part(&b, user, (size_t)((at != NULL ? at : end) - user));
	buf_char(&b, '@');
	put_part(&b, host, strlen(host));
	return !b.overflow;
}

/* ---- the lists ---- */

bool mask_at(int channel, enum mask_list list, int place, struct mask *mask)
{
	size_t at = 0;
	struct head h;
	const char *text;

	ASSERT_CHAT_LOCKED();
	while ((text = next(channel, list, &at, &h)) != NULL && place-- > 0)
		at += h.size;
	if (text == NULL)
		return false;
	*mask = (struct mask){ .text = text, .by = text + strlen(text) + 1, .set_at = h.set_at };
	return true;
}

int mask_find(int channel, enum mask_list list, const char *text)
{
	size_t at = 0;
	struct head h;
	const char *other;

	ASSERT_CHAT_LOCKED();
	for (int place = 0; (other = next(channel, list, &at, &h)) != NULL; place++, at += h.size)
		if (name_equal(other, text))
			return place;
	return -1;
}

enum mask_added mask_add(int channel, enum mask_list list, const char *text, const char *by, uint64_t wall_seconds)
{
	size_t len = strlen(text) + 1, by_len = strlen(by) + 1;
	struct head h = { .set_at = (uint32_t)wall_seconds, .channel = (int16_t)channel, .list = (uint8_t)list };
	char *to = mask_table->bytes + used;

	ASSERT_CHAT_LOCKED();
	CHECK(len <= MASK_MAX + 1 && by_len <= NICK_MAX + 1);
	if (mask_find(channel, list, text) >= 0)
		return MASK_THERE;
	h.size = (uint8_t)(sizeof h + len + by_len);
	if (mask_table->of[channel].masks == MASKS_PER_CHANNEL || !has_room(channel, h.size))
		return MASK_FULL;
	memcpy(to, &h, sizeof h);
	memcpy(to + sizeof h, text, len);
	memcpy(to + sizeof h + len, by, by_len);
	used += h.size;
	mask_table->of[channel].bytes += h.size;
	mask_table->of[channel].masks++;
	return MASK_ADDED;
}

void mask_remove(int channel, enum mask_list list, int place)
{
	struct mask m;
	struct head h;
	size_t at;

	CHECK(mask_at(channel, list, place, &m));
	at = (size_t)(m.text - mask_table->bytes) - sizeof h;
	(void)entry(at, &h);
	cut_out(at, &h);
}

bool mask_matches(int channel, enum mask_list list, enum mask_kind kind, const char *source)
{
	struct head h;
	const char *text;

	ASSERT_CHAT_LOCKED();
	if (mask_table->of[channel].masks == 0)
		return false;
	for (size_t at = 0; (text = next(channel, list, &at, &h)) != NULL; at += h.size)
		if (mask_kind(text) == kind && name_match(text + before(kind), source))
			return true;
	return false;
}

void mask_forget(int channel)
{
	struct head h;

	ASSERT_CHAT_LOCKED();
	for (size_t at = 0; mask_table->of[channel].masks > 0;) {
		CHECK(at < used);
		(void)entry(at, &h);
		if (h.channel == channel)
			cut_out(at, &h);
		else
			at += h.size;
	}
}
