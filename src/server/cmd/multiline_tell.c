/* multiline_tell.c: delivers a complete message of several lines, or returns it to its sender.
 *
 * Under the chat lock, which is released while a recipient has no room;
 * stateless.
 */
#include "base/utf8.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/labeled.h"
#include "chat/lines.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "chat/scratch.h"
#include "chat/user.h"
#include "server/cmd/cap.h"
#include "server/cmd/multiline.h"
#include "server/cmd/reply.h"
#include "server/config/settings.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"

#include <string.h>

/* Sends the message to a set of readers: as a batch if they know draft/multiline (knows), else line by line. `alone`:
 * the echo is the sender's whole answer, so its opening BATCH carries the label; else the batch that encloses the whole
 * answer does. */
static void tell_set(struct slot *s, msg_ref m, uint32_t number, const uint32_t set[SLOT_WORDS], bool knows, bool alone)
{
	bool echo = bits_has(set, s->index);
	struct lines l;

	if (bits_none(set, SLOT_WORDS))
		return;
	lines_start(&l, number, event_wall_ms(), knows);
	if (echo && !alone)
		labeled_is_long();
	lines_open(&l, m, set);
	if (echo && alone)
		labeled_no_more();
	while (lines_next(&l, m, set))
		;
	lines_close(&l, settings.name, set);
}

/* True if one of the lines is CTCP. `line` gets the beginning of that line, or of the last one. */
static bool has_ctcp(const struct multiline *m, char *line, size_t size)
{
	for (int i = 0; i < m->lines; i++) {
		(void)msg_text(m->line[i], line, size);
		if (irc_is_ctcp(line + 1))
			return true;
	}
	return false;
}

/* True if the user was kicked, or left, while the message was incoming, and may not send to the channel from
 * outside. */
static bool has_left(const struct slot *s, const struct multiline *m)
{
	int channel = channel_find(m->goes_to + strspn(m->goes_to, "@+"));

	return m->member &&
	       (channel < 0 || (!channel_has(channel, s->index) && channel_refuses(channel, s->index, "") != NULL));
}

/* Tells the sender that the message was not sent, and returns its lines in notices. Frees the place before it waits. */
static void give_back(struct slot *s, struct multiline *m)
{
	msg_ref line[MULTILINE_LINES];
	int n = m->lines;
	char name[TARGET_BYTES], why[128];
	struct buf b;

	buf_copy(name, sizeof name, m->goes_to + strspn(m->goes_to, "@+"));
	buf_init(&b, why, sizeof why);
	buf_fmt(&b, "You are no longer in %s, so this was not sent:", name);
	memcpy(line, m->line, (size_t)n * sizeof line[0]);
	labeled_is_long(); /* the label is stored in the place, which is freed now */
	m->lines = 0;
	m->owner = 0;
	s->keeps_place = s->in.at != s->input;
	reply_fail(s->index, "BATCH", "MULTILINE_INVALID", "", why);
	for (int i = 0; i < n; i++) {
		char *text = scratch_lines[SCRATCH_LINE].text;
		if (backpressure_wait_to_answer(s->index) != BACKPRESSURE_CLOSED) {
			size_t most = LINE_MAX_BYTES - strlen(":  NOTICE  :\r\n") - strlen(settings.name) - NICK_MAX;
			size_t len = msg_text(line[i], text, sizeof scratch_lines[SCRATCH_LINE].text), part;
			for (size_t at = 1; at < len; at += part) {
				part = utf8_cut_words(text + at, len - at, most);
				reply_notice(s->index, "%.*s", (int)part, text + at);
			}
		}
		msg_release(line[i]);
	}
}

void multiline_tell(struct slot *s, struct multiline *m)
{
	struct event e;
	const char *tags = users[s->index].caps & CAP_MESSAGE_TAGS ? m->tags : NULL;
	char start[16]; /* enough of a line to recognise CTCP */
	struct talk t = { .command = "BATCH", .text = start + 1, .tags = tags, .quiet = m->notice };
	uint32_t others[SLOT_WORDS] = { 0 }, number;
	bool ctcp = has_ctcp(m, start, sizeof start);
	struct audience a;
	msg_ref stored;

	users[s->index].spoke_ms = event_now_ms();
	if (has_left(s, m)) {
		give_back(s, m);
		return;
	}
	if (!audience_find(s, &t, m->goes_to, LINES_BLOCKS(m->lines, m->bytes, strlen(m->tags)), &a))
		return;
	buf_fmt(event_from(&e, s->index), "%s %s%s :", m->notice ? "NOTICE" : "PRIVMSG", a.status, audience_target(&a));
	e.tags.of_client = tags;
	number = e.tags.number;
	stored = event_store_lines(&e, m->line, m->lines);
	if (stored == MSG_NONE) {
		event_end(&e);
		reply_fail(s->index, "BATCH", "NO_ROOM", "", "There is no room for so much just now: try again later");
		return;
	}
	if (a.channel >= 0 && a.status[0] == '\0' && !ctcp)
		event_keep_lines(&e, a.channel, stored);
	event_end(&e);
	cap_split(a.set, CAP_MULTILINE, others);
	cap_split(a.set, CAP_BATCH, others);
	tell_set(s, stored, number, a.set, true, m->notice || a.user < 0 || users[a.user].away[0] == '\0');
	tell_set(s, stored, number, others, false, false);
	msg_release(stored);
	audience_answer(s, &t, &a);
}
