/* tags.c: what stands in front of a line: time, msgid, bot, and what a client sent along. Stateless. */
#include "chat/tags.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
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

/* Writes one tag with what is in front of it; returns how many bytes that is. */
static size_t put(const char **before, const char *text, size_t len)
{
	size_t n = strlen(*before);

	msg_write(*before, n);
	msg_write(text, len);
	*before = ";";
	return n + len;
}

size_t tags_write(const struct tags *t, unsigned wants, const char *before, size_t *time)
{
	char text[sizeof "msgid=" + MSGID_BYTES + FORMAT_TIME_BYTES];
	size_t len, sum = 0;
	struct buf b;

	buf_init(&b, text, sizeof text);
	if (tells_time(t, wants)) {
		buf_str(&b, "time=");
		format_time(&b, t->wall_ms);
		sum += put(&before, b.at, b.len);
	}
	*time = sum;
	if (!(wants & MSG_TAGS))
		return sum;
	if (t->number != 0 && !t->unmarked) {
		buf_init(&b, text, sizeof text);
		buf_str(&b, "msgid=");
		msgid_put(&b, t->number);
		sum += put(&before, b.at, b.len);
	}
	if (t->bot)
		sum += put(&before, "bot", 3);
	for (const char *all = t->of_client, *tag; (tag = irc_tag_next(&all, &len)) != NULL;)
		if (irc_tag_is_clients(tag, len))
			sum += put(&before, tag, len);
	return sum;
}
