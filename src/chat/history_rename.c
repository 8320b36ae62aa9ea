/* history_rename.c: rewrites the history of a channel that has been renamed: lines whose target is the old name.
 *
 * Under the chat lock; stateless. A line for which the pool has no blocks is
 * dropped: a line that names another channel would be worse than none.
 */
#include "chat/history_rename.h"

#include <string.h>

#include "chat/channel.h"
#include "chat/event.h"
#include "chat/history.h"
#include "chat/msg.h"
#include "chat/scratch.h"
#include "irc/format.h"

/* The channel's name in a line whose first parameter it is; NULL in other lines. */
static char *find_name(char *text, const char *name)
{
	size_t n = strlen(name);
	char *p = strchr(text, ' ');

	p = p != NULL ? strchr(p + 1, ' ') : NULL;
	return p != NULL && strncmp(++p, name, n) == 0 && strchr(" \r", p[n]) != NULL ? p : NULL;
}

/* True for a PRIVMSG or NOTICE. */
static bool is_said(const char *text)
{
	const char *command = strchr(text, ' ');

	return command != NULL && (strncmp(command, " PRIVMSG ", 9) == 0 || strncmp(command, " NOTICE ", 8) == 0);
}

/* A copy of a message with `new` in place of the `old` bytes at `at` of its text. A PRIVMSG or NOTICE that no longer
 * fits in one line becomes a multiline message (*several); any other line is cut. */
static msg_ref renamed(msg_ref before, size_t at, size_t old, const char *new, bool *several)
{
	struct event e;
	const char *text = scratch_lines[SCRATCH_COPY].text;
	size_t len = msg_text_len(before), added = strlen(new);
	size_t tags_len = msg_block(before)->tags, behind = len - at - old;
	bool too_long = !*several && len - old + added > LINE_MAX_BYTES;

	if (too_long && is_said(text)) {
		behind -= 2; /* the line's end */
		*several = true;
	}
	(void)history_reserve(msg_blocks_for(tags_len + len + added));
	msg_begin();
	msg_write_tags(before);
	if (too_long && !*several) {
		struct buf *b = event_begin(&e);
		buf_fmt(b, "%.*s%s%.*s", (int)at, text, new, (int)behind - 2, text + at + old);
		format_end(b);
		msg_write(b->at, b->len);
		event_end(&e);
	} else {
		msg_write_text(before, 0, at);
		msg_write(new, added);
		msg_write_text(before, at + old, behind);
	}
	return msg_end(tags_len, msg_block(before)->time);
}

void history_rename(int channel, const char *old, const char *new)
{
	const struct history_entry *e;
	char *text = scratch_lines[SCRATCH_COPY].text, *name;

	for (uint32_t number = 0; (e = history_after(channel, true, number)) != NULL;) {
		msg_ref before = e->msg, m;
		bool several = e->several;
		number = e->number;
		msg_text(before, text, FORMAT_BYTES);
		name = find_name(text, old);
		if (name == NULL)
			continue;
		msg_hold(before); /* history may give it up for the new one's blocks */
		m = renamed(before, (size_t)(name - text), strlen(old), new, &several);
		if (m != MSG_NONE) {
			if (e->channel == channel && e->msg == before)
				history_replace(e, m, several);
			msg_release(m);
		} else if (e->channel == channel) {
			history_drop(e); /* better than a line that names another channel */
		}
		msg_release(before);
	}
}
