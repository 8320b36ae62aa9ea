/* tags.c: the tags of a line: time, msgid, bot, account, and client-only tags. Owns the formatted text of the last
 * second. Called under the chat lock. */
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
	bool others = (t->number != 0 && !t->unmarked) || t->bot || t->account != NULL;

	return tells_time(t, wants) || (wants & MSG_TAGS && others);
}

size_t tags_most(const struct tags *t)
{
	return TAGS_OWN_BYTES + (t->of_client != NULL ? strlen(t->of_client) : 0);
}

/* Writes a text without its NUL; returns its end. Inline, so that the length of a constant is known. */
static inline char *put(char *to, const char *text, size_t len)
{
	memcpy(to, text, len);
	return to + len;
}

#define PUT(to, text) put((to), "" text, sizeof text - 1)

/* Writes `time=...`. A second is formatted once, for all its messages. */
static char *put_time(char *to, uint64_t wall_ms)
{
	static struct {
		uint64_t second;
		char text[FORMAT_TIME_BYTES + 1];
	} last;
	unsigned ms = (unsigned)(wall_ms % 1000);

	ASSERT_CHAT_LOCKED();
	if (last.second != wall_ms / 1000) {
		struct buf text;
		buf_init(&text, last.text, sizeof last.text);
		format_time(&text, wall_ms);
		last.second = wall_ms / 1000;
	}
	to = put(PUT(to, "time="), last.text, FORMAT_TIME_BYTES);
	to[-4] = (char)('0' + ms / 100); /* then Z */
	to[-3] = (char)('0' + ms / 10 % 10);
	to[-2] = (char)('0' + ms % 10);
	return to;
}

size_t tags_write(const struct tags *t, unsigned wants, char before, size_t *time)
{
	char text[1 + TAGS_OWN_BYTES], *to = text;
	size_t len, sum;

	if (tells_time(t, wants)) {
		*to = before;
		to = put_time(to + (before != '\0'), t->wall_ms);
		before = ';';
	}
	*time = (size_t)(to - text);
	if (wants & MSG_TAGS && t->number != 0 && !t->unmarked) {
		*to = before;
		to = msgid_put(PUT(to + (before != '\0'), "msgid="), t->number);
		before = ';';
	}
	if (wants & MSG_TAGS && t->bot) {
		*to = before;
		to = PUT(to + (before != '\0'), "bot");
		before = ';';
	}
	if (wants & MSG_TAGS && t->account != NULL) {
		*to = before;
		to = PUT(to + (before != '\0'), "account=");
		to = put(to, t->account, strlen(t->account));
		before = ';';
	}
	sum = (size_t)(to - text);
	CHECK(sum <= sizeof text);
	msg_write(text, sum);
	if (!(wants & MSG_TAGS))
		return sum;
	for (const char *all = t->of_client, *tag; (tag = irc_tag_next(&all, &len)) != NULL;) {
		if (!irc_tag_is_clients(tag, len))
			continue;
		msg_write(&before, before != '\0');
		msg_write(tag, len);
		sum += (before != '\0') + len;
		before = ';';
	}
	return sum;
}
