/* multiline.c: messages of several lines: BATCH, and the lines in it.
 *
 * Sources: IRCv3 draft/multiline, client-batch. Owns multilines: a few
 * messages that are coming in, shared by all clients; their lines are held in
 * the message pool. When all are taken the client is told to try again. Once
 * a batch is refused, the rest of it is passed over. Under the chat lock.
 */
#include "server/cmd/multiline.h"

#include <string.h>

#include "base/clock.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/history.h"
#include "chat/labeled.h"
#include "chat/lock.h"
#include "chat/msg.h"
#include "chat/user.h"
#include "irc/name.h"
#include "server/cmd/cap.h"
#include "server/cmd/command.h"
#include "server/cmd/reply.h"
#include "server/conn/flush.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"

static struct multiline *held_by(int slot)
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
	struct multiline *b = held_by(slot);

	ASSERT_CHAT_LOCKED();
	if (b != NULL)
		let_go(b);
}

/* What comes of a message is the answer to the command that opened it. The label stays valid as long as nobody else can
 * take the place: to the end of the command. */
static void answer_with_label(struct answer *a, const struct multiline *b)
{
	int slot = b->owner - 1;
	size_t len = 0;
	const char *label = users[slot].caps & CAP_LABELED_RESPONSE ? irc_tag_raw(b->tags, "label", &len) : NULL;

	labeled_begin(a, slot, label, len, true);
}

/* Refuses a batch: what has come of it is gone, and the rest is passed over. */
static void refuse(struct slot *s, const char *ref, const char *code, const char *context, const char *why)
{
	struct multiline *b = held_by(s->index);

	if (b != NULL)
		answer_with_label(&s->answer, b);
	multiline_forget(s->index);
	s->refused_batch = name_hash(ref);
	reply_fail(s->index, "BATCH", code, context, why);
}

bool multiline_knows(int slot)
{
	/* It depends on batch, in whatever order the two were asked for ("Dependencies"). */
	return (users[slot].caps & (CAP_MULTILINE | CAP_BATCH)) == (CAP_MULTILINE | CAP_BATCH);
}

void multiline_break(struct slot *s, const char *why)
{
	struct multiline *b = held_by(s->index);
	char ref[MULTILINE_REF_MAX + 1];

	ASSERT_CHAT_LOCKED();
	if (b == NULL)
		return;
	labeled_end(); /* the one to the line, or to CAP */
	buf_copy(ref, sizeof ref, b->ref);
	refuse(s, ref, "MULTILINE_INVALID", "", why);
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

/* Gives up those that have been open for `ms`. Their owners' threads may be waiting in the middle of another answer, so
 * this is one of its own; the answer that this thread was giving is over. */
static void expire(uint64_t now, uint32_t ms)
{
	struct answer a;

	for (struct multiline *b = multilines; b < multilines + MULTILINES; b++) {
		int slot = b->owner - 1;
		if (slot < 0 || clock_since(now, b->opened_ms) < ms)
			continue;
		answer_with_label(&a, b);
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

/* A free place, be it that of somebody who is slow; NULL when there is none. */
static struct multiline *find_place(void)
{
	if (held_by(-1) == NULL)
		expire(event_now_ms(), LARGE_MS);
	return held_by(-1);
}

/* ---- the lines ---- */

/* The batch that a line says it is in: its own tag, copied; "" for none. */
static void batch_of(const struct irc_msg *m, char *ref, size_t size)
{
	struct buf b;
	size_t len = 0;
	const char *at = irc_tag_raw(m->tags, "batch", &len);

	buf_init(&b, ref, size);
	if (at != NULL)
		buf_bytes(&b, at, len);
}

/* What is wrong with one more line, as code, context and words; NULL: nothing. */
static const char *wrong_with(const struct multiline *b, const char *command, const char *target, const char *text,
                              bool concat, struct buf *context, const char **why)
{
	bool notice = name_equal(command, "NOTICE");

	if (!notice && !name_equal(command, "PRIVMSG")) {
		*why = "A batch holds PRIVMSG or NOTICE, and nothing else";
	} else if (b->lines > 0 && b->notice != notice) {
		*why = "PRIVMSG and NOTICE do not go together";
	} else if (!name_equal(target, b->target) && !name_equal(target, b->goes_to)) {
		buf_fmt(context, "%s %s", b->target, reply_word(target));
		*why = "All lines go where the batch goes";
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
		*why = "A blank line cannot go on with the one before";
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
		refuse(s, b->ref, code, context.at, why);
		return;
	}
	(void)history_reserve(msg_blocks_for(1 + strlen(text)));
	msg_begin();
	msg_write(concat ? "+" : " ", 1);
	msg_write(text, strlen(text));
	line = msg_end(0, 0);
	if (line == MSG_NONE) {
		refuse(s, b->ref, "MULTILINE_INVALID", "", "There is no room for it just now: try again later");
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
	struct multiline *b = held_by(s->index);
	char ref[MULTILINE_REF_MAX + 2];

	ASSERT_CHAT_LOCKED();
	if (!multiline_knows(s->index) && s->refused_batch == 0)
		return false;
	batch_of(m, ref, sizeof ref);
	if (ref[0] == '\0')
		return false;
	if (!multiline_knows(s->index)) /* what is left of one that went with the capability */
		return name_hash(ref) == s->refused_batch;
	if (b != NULL && strcmp(ref, b->ref) == 0)
		add_line(s, b, m);
	else if (name_hash(ref) != s->refused_batch)
		refuse(s, ref, "INVALID_REFTAG", reply_word(ref), "There is no such batch");
	return true;
}

/* ---- BATCH ---- */

/* Is the user in the channel that a target names? */
static bool is_member(const struct slot *s, const char *target)
{
	int channel = channel_find(target + strspn(target, "@+"));

	return channel >= 0 && channel_has(channel, s->index);
}

static bool is_ref(const char *ref)
{
	size_t n = 0;

	while (name_fold(ref[n]) != '\0' && (ref[n] == '-' || (ref[n] >= '0' && ref[n] <= '9') ||
	                                     (name_fold(ref[n]) >= 'a' && name_fold(ref[n]) <= 'z')))
		n++;
	return n > 0 && n <= MULTILINE_REF_MAX && ref[n] == '\0';
}

static void open_batch(struct slot *s, const char *ref, const struct irc_msg *m)
{
	const char *type = m->nparams > 1 ? m->params[1] : "*", *tags = m->tags != NULL ? m->tags : "";
	struct multiline *b;
	char words[MULTILINE_REF_MAX + 2 + 32];
	struct buf context;

	buf_init(&context, words, sizeof words);
	buf_fmt(&context, "%s %s", reply_word(ref), reply_word(type));
	if (!is_ref(ref)) {
		refuse(s, ref, "INVALID_REFTAG", reply_word(ref), "A reference has 1 to 32 letters, digits or hyphens");
	} else if (strcmp(type, "draft/multiline") != 0) {
		refuse(s, ref, "UNKNOWN_TYPE", context.at, "There is no such type of batch");
	} else if (m->nparams < 3 || held_by(s->index) != NULL || strlen(m->params[2]) >= sizeof b->target) {
		refuse(s, ref, "MULTILINE_INVALID", "", "A batch goes to one target, and one is sent at a time");
	} else if (strlen(tags) > MULTILINE_TAGS_MAX) {
		refuse(s, ref, "MULTILINE_INVALID", "", "It has too many tags");
	} else if (!room_to_take_place(s->index)) {
		return;
	} else if ((b = find_place()) == NULL) {
		refuse(s, ref, "MULTILINE_INVALID", "", "Too many are sending just now: try again");
	} else {
		*b = (struct multiline){ .owner = (int16_t)(s->index + 1),
			                 .only_blank = true,
			                 .opened_ms = event_now_ms() };
		flush_call_main(); /* which sees to it that this takes no longer than MULTILINE_MS */
		buf_copy(b->ref, sizeof b->ref, ref);
		buf_copy(b->target, sizeof b->target, m->params[2]);
		buf_copy(b->goes_to, sizeof b->goes_to, m->params[2]);
		b->member = is_member(s, b->goes_to);
		buf_copy(b->tags, sizeof b->tags, tags);
		s->refused_batch = 0;
		labeled_no_more();
	}
}

static void close_batch(struct slot *s, const char *ref)
{
	struct multiline *b = held_by(s->index);

	if (b == NULL || strcmp(b->ref, ref) != 0) {
		if (name_hash(ref) != s->refused_batch)
			reply_fail(s->index, "BATCH", "INVALID_REFTAG", reply_word(ref), "There is no such batch");
		s->refused_batch = 0;
		labeled_no_more();
		return;
	}
	if (b->only_blank) {
		refuse(s, ref, "MULTILINE_INVALID", "", "The message says nothing");
		s->refused_batch = 0;
		return;
	}
	b->opened_ms = UINT64_MAX; /* it has come: telling it may wait, and does not make it late */
	answer_with_label(&s->answer, b);
	s->keeps_place = true;
	multiline_tell(s, b);
	s->keeps_place = s->in.at != s->input;
	multiline_forget(s->index);
}

void cmd_batch(struct slot *s, const struct irc_msg *m)
{
	const char *ref = m->params[0];

	if (!multiline_knows(s->index)) {
		if (*ref != '-' || s->refused_batch == 0 || name_hash(ref + 1) != s->refused_batch)
			reply(s->index, ERR_UNKNOWNCOMMAND, m->command);
		else
			s->refused_batch = 0;
	} else if (*ref == '+')
		open_batch(s, ref + 1, m);
	else if (*ref == '-')
		close_batch(s, ref + 1);
	else
		refuse(s, ref, "INVALID_REFTAG", reply_word(ref), "It begins with + or -");
}
