/* multiline.c: incoming messages of several lines; cmd_batch.c opens and closes them.
 *
 * Sources: IRCv3 draft/multiline, client-batch. Owns multilines, the few
 * incoming messages that all clients share; their lines are held in the message
 * pool. When all places are taken, the client is asked to try again. Once a
 * batch is refused, the rest of it is ignored. Under the chat lock.
 */
#include "server/cmd/multiline.h"

#include <string.h>

#include "base/clock.h"
#include "chat/event.h"
#include "chat/history.h"
#include "chat/labeled.h"
#include "chat/lock.h"
#include "chat/msg.h"
#include "chat/user.h"
#include "irc/name.h"
#include "patience.h"
#include "server/cmd/cap.h"
#include "server/cmd/reply.h"
#include "server/conn/slot.h"

struct multiline *multiline_held_by(int slot)
{
	for (int i = 0; i < MULTILINES; i++)
		if (multilines[i].owner == slot + 1)
			return &multilines[i];
	return NULL;
}

static void let_go(struct multiline *b)
{
	for (int i = 0; i < b->lines; i++)
		msg_release(b->line[i]);
	b->lines = 0;
	b->owner = 0;
}

void multiline_forget(int slot)
{
	struct multiline *b = multiline_held_by(slot);

	ASSERT_CHAT_LOCKED();
	if (b != NULL)
		let_go(b);
}

void multiline_answer(struct answer *a, const struct multiline *b)
{
	int slot = b->owner - 1;
	size_t len = 0;
	const char *label = users[slot].caps & CAP_LABELED_RESPONSE ? irc_tag_raw(b->tags, "label", &len) : NULL;

	labeled_begin(a, slot, label, len, true);
}

void multiline_refuse(struct slot *s, const char *ref, const char *code, const char *context, const char *why)
{
	struct multiline *b = multiline_held_by(s->index);

	if (b != NULL)
		multiline_answer(&s->answer, b);
	multiline_forget(s->index);
	s->refused_batch = name_hash(ref);
	reply_fail(s->index, "BATCH", code, context, why);
}

bool multiline_knows(int slot)
{
	/* draft/multiline depends on batch, whichever of the two was requested first ("Dependencies"). */
	return (users[slot].caps & (CAP_MULTILINE | CAP_BATCH)) == (CAP_MULTILINE | CAP_BATCH);
}

void multiline_break(struct slot *s, const char *why)
{
	struct multiline *b = multiline_held_by(s->index);
	char ref[MULTILINE_REF_MAX + 1];

	ASSERT_CHAT_LOCKED();
	if (b == NULL)
		return;
	labeled_end(); /* the answer to the line, or to CAP */
	buf_copy(ref, sizeof ref, b->ref);
	multiline_refuse(s, ref, "MULTILINE_INVALID", "", why);
	labeled_end();
}

void multiline_renamed(const char *old, const char *new)
{
	ASSERT_CHAT_LOCKED();
	for (struct multiline *b = multilines; b < multilines + MULTILINES; b++) {
		size_t rank = *new == '#' ? strspn(b->goes_to, "@+") : 0;
		if (b->owner != 0 && name_equal(b->goes_to + rank, old))
			buf_copy(b->goes_to + rank, sizeof b->goes_to - rank, new);
	}
}

/* Times out batches that have been open for `ms` milliseconds. Each FAIL is an answer of its own, because the owner's
 * thread may be waiting in the middle of another answer. Ends the answer that this thread was giving. */
static void expire(uint64_t now, uint32_t ms)
{
	struct answer a;

	for (struct multiline *b = multilines; b < multilines + MULTILINES; b++) {
		int slot = b->owner - 1;
		if (slot < 0 || clock_since(now, b->opened_ms) < ms)
			continue;
		multiline_answer(&a, b);
		let_go(b);
		slots[slot].refused_batch = name_hash(b->ref);
		reply_fail(slot, "BATCH", "TIMEOUT", b->ref, "This batch was open for too long");
		labeled_end();
	}
}

void multiline_tick(uint64_t now)
{
	expire(now, MULTILINE_MS);
}

bool multiline_any(void)
{
	for (int i = 0; i < MULTILINES; i++)
		if (multilines[i].owner != 0)
			return true;
	return false;
}

struct multiline *multiline_find_place(void)
{
	if (multiline_held_by(-1) == NULL)
		expire(event_now_ms(), LARGE_MS);
	return multiline_held_by(-1);
}

/* ---- the lines ---- */

/* Copies the batch tag of a line to `ref`; "": it has none. */
static void batch_of(const struct irc_msg *m, char *ref, size_t size)
{
	struct buf b;
	size_t len = 0;
	const char *at = irc_tag_raw(m->tags, "batch", &len);

	buf_init(&b, ref, size);
	if (at != NULL)
		buf_bytes(&b, at, len);
}

/* Checks one more line. Returns the error code, and sets the context and the text; NULL: the line is valid. */
static const char *wrong_with(const struct multiline *b, const char *command, const char *target, const char *text,
                              bool concat, struct buf *context, const char **why)
{
	bool notice = name_equal(command, "NOTICE");

	if (!notice && !name_equal(command, "PRIVMSG")) {
		*why = "A batch holds only PRIVMSG or NOTICE";
	} else if (b->lines > 0 && b->notice != notice) {
		*why = "A batch cannot mix PRIVMSG and NOTICE";
	} else if (!name_equal(target, b->target) && !name_equal(target, b->goes_to)) {
		buf_fmt(context, "%s %s", b->target, reply_word(target));
		*why = "All lines must have the batch's target";
		return "MULTILINE_INVALID_TARGET";
	} else if (b->lines == MULTILINE_LINES) {
		buf_fmt(context, "%d", MULTILINE_LINES);
		*why = "The message has too many lines";
		return "MULTILINE_MAX_LINES";
	} else if (b->bytes + strlen(text) + (b->lines > 0 && !concat) > MULTILINE_BYTES) {
		buf_fmt(context, "%d", MULTILINE_BYTES);
		*why = "The message is too long";
		return "MULTILINE_MAX_BYTES";
	} else if (concat && *text == '\0') {
		*why = "A blank line cannot continue the line before";
	} else {
		return NULL;
	}
	return "MULTILINE_INVALID";
}

static void add_line(struct slot *s, struct multiline *b, const struct irc_msg *m)
{
	const char *target = m->nparams > 0 ? m->params[0] : "", *text = m->nparams > 1 ? m->params[1] : "", *why,
		   *code;
	size_t len;
	bool concat = irc_tag_raw(m->tags, "draft/multiline-concat", &len) != NULL;
	char words[2 * TARGET_BYTES];
	struct buf context;
	msg_ref line;

	buf_init(&context, words, sizeof words);
	code = wrong_with(b, m->command, target, text, concat, &context, &why);
	if (code != NULL) {
		multiline_refuse(s, b->ref, code, context.at, why);
		return;
	}
	(void)history_reserve(msg_blocks_for(1 + strlen(text)));
	msg_begin();
	msg_write(concat ? "+" : " ", 1);
	msg_write(text, strlen(text));
	line = msg_end(0, 0);
	if (line == MSG_NONE) {
		multiline_refuse(s, b->ref, "MULTILINE_INVALID", "",
		                 "There is no room for it just now: try again later");
		return;
	}
	b->bytes += (uint16_t)(strlen(text) + (b->lines > 0 && !concat));
	b->line[b->lines++] = line;
	b->notice = name_fold(m->command[0]) == 'n';
	b->only_blank = b->only_blank && *text == '\0';
	labeled_no_more(); /* a line in a batch is answered with the batch */
}

bool multiline_takes(struct slot *s, const struct irc_msg *m)
{
	struct multiline *b = multiline_held_by(s->index);
	char ref[MULTILINE_REF_MAX + 2];

	ASSERT_CHAT_LOCKED();
	if (!multiline_knows(s->index) && s->refused_batch == 0)
		return false;
	batch_of(m, ref, sizeof ref);
	if (ref[0] == '\0')
		return false;
	if (!multiline_knows(s->index)) /* the rest of a batch that was dropped with the capability */
		return name_hash(ref) == s->refused_batch;
	if (b != NULL && strcmp(ref, b->ref) == 0)
		add_line(s, b, m);
	else if (name_hash(ref) != s->refused_batch)
		multiline_refuse(s, ref, "INVALID_REFTAG", reply_word(ref), "There is no such batch");
	return true;
}
