/* cmd_batch.c: BATCH: opens and closes a message of several lines.
 *
 * Under the chat lock; stateless. Sources: IRCv3 draft/multiline, client-batch.
 */
#include "base/buf.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/labeled.h"
#include "irc/name.h"
#include "server/cmd/command.h"
#include "server/cmd/multiline.h"
#include "server/cmd/reply.h"
#include "server/conn/backpressure.h"
#include "server/conn/main_call.h"
#include "server/conn/slot.h"

#include <string.h>

/* True if the user is in the channel that a target names. */
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
		multiline_refuse(s, ref, "INVALID_REFTAG", reply_word(ref),
		                 "A reference has 1 to 32 letters, digits or hyphens");
	} else if (strcmp(type, "draft/multiline") != 0) {
		multiline_refuse(s, ref, "UNKNOWN_TYPE", context.at, "There is no such type of batch");
	} else if (m->nparams < 3 || multiline_held_by(s->index) != NULL || strlen(m->params[2]) >= sizeof b->target) {
		multiline_refuse(s, ref, "MULTILINE_INVALID", "",
		                 "A batch has one target, and only one may be open");
	} else if (strlen(tags) > MULTILINE_TAGS_MAX) {
		multiline_refuse(s, ref, "MULTILINE_INVALID", "", "The batch has too many tags");
	} else if (!backpressure_wait_for_place(s->index)) {
		return;
	} else if ((b = multiline_find_place()) == NULL) {
		multiline_refuse(s, ref, "MULTILINE_INVALID", "", "Too many batches are open just now: try again");
	} else {
		*b = (struct multiline){ .owner = (int16_t)(s->index + 1),
			                 .only_blank = true,
			                 .opened_ms = event_now_ms() };
		main_call(); /* the main thread times the batch out after MULTILINE_MS */
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
	struct multiline *b = multiline_held_by(s->index);

	if (b == NULL || strcmp(b->ref, ref) != 0) {
		if (name_hash(ref) != s->refused_batch)
			reply_fail(s->index, "BATCH", "INVALID_REFTAG", reply_word(ref), "There is no such batch");
		s->refused_batch = 0;
		labeled_no_more();
		return;
	}
	if (b->only_blank) {
		multiline_refuse(s, ref, "MULTILINE_INVALID", "", "The message is empty");
		s->refused_batch = 0;
		return;
	}
	b->opened_ms = UINT64_MAX; /* complete: delivery may wait, but the batch no longer times out */
	multiline_answer(&s->answer, b);
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
		multiline_refuse(s, ref, "INVALID_REFTAG", reply_word(ref), "A reference begins with + or -");
}
