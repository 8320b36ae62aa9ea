/* lines.c: sends multiline messages: as a batch to readers who know draft/multiline, as single lines to others.
 *
 * A batch keeps blank lines and continued lines as they were sent. Other readers
 * get no blank lines, and the message id with the first line. A line that does
 * not fit behind its source is split. Stateless: the progress is in struct
 * lines, so the caller may wait between two lines. Called under the chat lock.
 */
#include "chat/lines.h"

#include <string.h>

#include "base/utf8.h"
#include "chat/event.h"
#include "chat/labeled.h"
#include "chat/lock.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "chat/scratch.h"
#include "irc/parse.h"

_Static_assert(LINES_HEAD + LINE_MAX_BYTES / 2 <= LINE_MAX_BYTES, "a line has no room for text: see LINES_PIECES");

void lines_start(struct lines *l, uint32_t number, uint64_t wall_ms, bool batch)
{
	*l = (struct lines){ .number = number, .wall_ms = wall_ms, .batch = batch ? labeled_next_batch() : 0 };
}

/* The beginning of each line, `:source COMMAND target :`; returns its length. */
static size_t read_head(msg_ref m, char head[LINES_HEAD + 1])
{
	char *text = scratch_lines[SCRATCH_LINE].text, *end;

	(void)msg_line(m, 0, text, sizeof scratch_lines[SCRATCH_LINE].text);
	end = strchr(text, ' '); /* not strstr: the C library's can take 2 KB of stack */
	while (end != NULL && end[1] != ':')
		end = strchr(end + 1, ' ');
	CHECK(end != NULL);
	end[2] = '\0';
	buf_copy(head, LINES_HEAD + 1, text);
	return (size_t)(end + 2 - text);
}

/* The tags of the message. Lines behind the first get the server's tags only, without the id. */
static struct tags tags_of(const struct lines *l, msg_ref m, bool first)
{
	char *text = scratch_lines[SCRATCH_LIST].text; /* free: no list is being written now */
	size_t len;
	struct tags t = { .wall_ms = l->wall_ms, .number = l->number, .unmarked = !first };

	(void)msg_tags(m, text, sizeof scratch_lines[SCRATCH_LIST].text);
	t.bot = irc_tag_raw(text, "bot", &len) != NULL;
	t.of_client = first ? text : NULL;
	return t;
}

void lines_open(const struct lines *l, msg_ref m, const uint32_t set[SLOT_WORDS])
{
	struct event e;
	char head[LINES_HEAD + 1], *at = head;
	const char *source, *target;
	struct buf *b;

	if (l->batch == 0)
		return;
	(void)read_head(m, head);
	source = irc_word(&at);
	(void)irc_word(&at);
	target = irc_word(&at);
	b = event_begin(&e);
	e.tags = tags_of(l, m, true);
	buf_fmt(b, "%s BATCH +%u draft/multiline %s", source, l->batch, target);
	event_to_set(&e, set);
	event_end(&e);
}

/* Sends one line. */
static void tell(struct lines *l, msg_ref m, const char *head, const char *text, size_t len, bool concat,
                 const uint32_t set[SLOT_WORDS])
{
	struct event e;
	struct buf *b = event_begin(&e);

	buf_fmt(b, "%s%.*s", head, (int)len, text);
	e.batch = l->batch;
	e.concat = concat;
	if (l->batch == 0)
		e.tags = tags_of(l, m, !l->marked);
	event_to_set(&e, set);
	event_end(&e);
	l->marked = true;
}

bool lines_next(struct lines *l, msg_ref m, const uint32_t set[SLOT_WORDS])
{
	char head[LINES_HEAD + 1], *text = scratch_lines[SCRATCH_LINE].text;
	size_t before = read_head(m, head), most = LINE_MAX_BYTES - 2 - before, len;
	bool concat = false;

	ASSERT_CHAT_LOCKED();
	if (before + l->at > msg_text_len(m))
		return false;
	len = msg_line(m, before + l->at, text, sizeof scratch_lines[SCRATCH_LINE].text);
	if (l->at > 0) { /* a mark stands in front of each line but the first */
		concat = *text++ == '+';
		len--;
		l->at++;
	}
	l->at += len + 1;
	if (len == 0 && l->batch != 0)
		tell(l, m, head, text, 0, false, set);
	while (len > 0) {
		size_t n = utf8_cut_words(text, len, most);
		tell(l, m, head, text, n, concat, set);
		concat = true;
		text += n;
		len -= n;
	}
	return true;
}

void lines_close(const struct lines *l, const char *server, const uint32_t set[SLOT_WORDS])
{
	struct event e;

	if (l->batch == 0)
		return;
	buf_fmt(event_begin(&e), ":%s BATCH -%u", server, l->batch);
	event_to_set(&e, set);
	event_end(&e);
}
