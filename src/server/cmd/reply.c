/* reply.c: replies to one client. Under the chat lock; stateless. */
#include "server/cmd/reply.h"

#include <string.h>

#include "chat/event.h"
#include "chat/lock.h"
#include "chat/scratch.h"
#include "chat/user.h"
#include "server/cmd/cap.h"
#include "server/config/settings.h"
#include "server/conn/slot.h"

/* Bytes of the longest client parameter that a reply repeats: the rest of the reply always fits after it. */
#define WORD_MAX 200

const char *reply_word(const char *param)
{
	bool fits = param[0] != '\0' && param[0] != ':' && strchr(param, ' ') == NULL && strlen(param) <= WORD_MAX;

	return fits ? param : "*";
}

/* Begins a numeric: `:server NNN nick `. Without buf_fmt: all of them begin like this, and it always fits. */
static struct buf *begin(struct event *e, int slot, enum numeric numeric)
{
	struct buf *b = event_begin(e);
	char *to = b->at;

	*to++ = ':';
	to = stpcpy(to, settings.name);
	*to++ = ' ';
	*to++ = (char)('0' + numeric / 100);
	*to++ = (char)('0' + numeric / 10 % 10);
	*to++ = (char)('0' + numeric % 10);
	*to++ = ' ';
	to = stpcpy(to, user_nick(slot));
	*to++ = ' ';
	*to = '\0';
	b->len = (size_t)(to - b->at);
	return b;
}

void reply_format(int slot, enum numeric numeric, const char *format, ...)
{
	struct event e;
	struct buf *b = begin(&e, slot, numeric);
	va_list args;

	va_start(args, format);
	buf_vfmt(b, format, args);
	va_end(args);
	event_to(&e, slot);
	event_end(&e);
}

void reply_line(int slot, const char *format, ...)
{
	struct event e;
	struct buf *b = event_begin(&e);
	va_list args;

	buf_fmt(b, ":%s ", settings.name);
	va_start(args, format);
	buf_vfmt(b, format, args);
	va_end(args);
	event_to(&e, slot);
	event_end(&e);
}

void reply_notice(int slot, const char *format, ...)
{
	struct event e;
	struct buf *b = event_begin(&e);
	va_list args;

	buf_fmt(b, ":%s NOTICE %s :", settings.name, user_nick(slot));
	va_start(args, format);
	buf_vfmt(b, format, args);
	va_end(args);
	event_to(&e, slot);
	event_end(&e);
}

void reply_fail(int slot, const char *command, const char *code, const char *context, const char *why)
{
	if (users[slot].caps & CAPS_WITH_FAIL)
		reply_line(slot, "FAIL %s %s%s%s :%s", command, code, *context != '\0' ? " " : "", context, why);
	else
		reply_notice(slot, "%s: %s", command, why);
}

void reply_cut(int slot, const char *command, const char *target, const char *text, size_t kept)
{
	static const char words[] = "The line was too long with your name in front, and its end was cut off:";

	if (kept >= strlen(text))
		return;
	if (users[slot].caps & CAP_STANDARD_REPLIES)
		reply_line(slot, "WARN %s MESSAGE_TRUNCATED%s%s :%s %s", command, *target != '\0' ? " " : "", target,
		           words, text + kept);
	else
		reply_notice(slot, "%s%s%s: %s %s", command, *target != '\0' ? " " : "", target, words, text + kept);
}

void reply_closing(int slot, const char *reason)
{
	struct event e;

	buf_fmt(event_begin(&e), "ERROR :Closing Link: %s (%s)", users[slot].host, reason);
	event_to(&e, slot);
	event_end(&e);
}

void reply_list(int slot, struct buf *b, size_t before)
{
	/* `:server NNN nick ` in front, CR LF behind */
	size_t others = strlen(settings.name) + strlen(user_nick(slot)) + 7 + before + 2;

	ASSERT_CHAT_LOCKED();
	buf_init(b, scratch_lines[SCRATCH_LIST].text, LINE_MAX_BYTES - others + 1);
}
