/* tags.c: the tags of a line: time, msgid, bot, and client-only tags. Owns the formatted text of the last second.
 * Called under the chat lock. */
#include "chat/tags.h"

#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/clock.h"
#include "chat/lock.h"
#include "chat/msg.h"
#include "irc/parse.h"

static bool tells_time(const struct tags *t, unsigned wants)
{
	return wants & MSG_TIME && clock_sane(t->wall_ms);
}

bool tags_any(const struct tags *t, unsigned wants)
{
	return tells_time(t, wants) || (wants & MSG_TAGS && ((t->number != 0 && !t->unmarked) || t->bot));
}

size_t tags_most(const struct tags *t)
{
	return TAGS_OWN_BYTES + (t->of_client != NULL ? strlen(t->of_client) : 0);
}

/* Appends `time=...`. A second is formatted once, for all its messages. */
static void put_time(struct buf *b, uint64_t wall_ms)
{
	static struct {
		uint64_t second;
		char text[FORMAT_TIME_BYTES + 1];
	} last;
	const size_t ms_digits = 3, behind = ms_digits + 1; /* the milliseconds, and then Z */

	ASSERT_CHAT_LOCKED();
	if (last.second != wall_ms / 1000) {
		struct buf text;
		buf_init(&text, last.text, sizeof last.text);
		format_time(&text, wall_ms);
		last.second = wall_ms / 1000;
	}
	buf_str(b, "time=");
	buf_bytes(b, last.text, FORMAT_TIME_BYTES - behind);
	buf_number(b, wall_ms % 1000, (int)ms_digits);
	buf_char(b, 'Z');
}

size_t tags_write(const struct tags *t, unsigned wants, const char *before, size_t *time)
{
	char text[1 + TAGS_OWN_BYTES];
	size_t len, sum;
	struct buf b;

	buf_init(&b, text, sizeof text);
	if (tells_time(t, wants)) {
		buf_str(&b, before);
		put_time(&b, t->wall_ms);
		before = ";";
	}
	*time = b.len;
	if (wants & MSG_TAGS && t->number != 0 && !t->unmarked) {
		buf_str(&b, before);
		buf_str(&b, "msgid=");
		msgid_put(&b, t->number);
		before = ";";
	}
	if (wants & MSG_TAGS && t->bot) {
		buf_str(&b, before);
		buf_str(&b, "bot");
		before = ";";
	}
	CHECK(!b.overflow);
	msg_write(b.at, b.len);
	sum = b.len;
	if (!(wants & MSG_TAGS))
		return sum;
	for (const char *all = t->of_client, *tag; (tag = irc_tag_next(&all, &len)) != NULL;) {
		if (!irc_tag_is_clients(tag, len))
			continue;
		msg_write(before, strlen(before));
		msg_write(tag, len);
		sum += strlen(before) + len;
		before = ";";
	}
	return sum;
}
