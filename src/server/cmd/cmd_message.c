/* cmd_message.c: PRIVMSG, NOTICE, TAGMSG. All under the chat lock.
 *
 * Messages to a whole channel are kept in its history. Messages to a channel's
 * operators or to one user are not: without accounts, nobody could prove later
 * that they were the recipient. CTCP is not kept either: it is for programs,
 * which would reply to it again.
 */
#include "base/buf.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/history.h"
#include "chat/user.h"
#include "server/cmd/audience.h"
#include "server/cmd/cap.h"
#include "server/cmd/cmd_isupport.h"
#include "server/cmd/command.h"
#include "server/cmd/reply.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"

/* True for tags that only matter at the moment (typing notifications), and are not kept in history. */
static bool is_passing(const struct talk *t)
{
	size_t len;

	return irc_tag_raw(t->tags, "+typing", &len) != NULL;
}

/* Sends the sender the part of the text that was cut off. */
static void tell_cut(struct slot *s, const struct talk *t, const struct audience *a)
{
	char whom[TARGET_BYTES];
	struct buf b;

	buf_init(&b, whom, sizeof whom);
	buf_str(&b, a->status);
	buf_str(&b, audience_target(a));
	reply_cut(s->index, t->command, whom, t->text, audience_kept(s->index, t->command, whom, t->text));
}

static void talk_to(struct slot *s, const struct talk *t, const char *target)
{
	struct event e;
	struct audience a;
	struct buf *b;
	bool cut;

	if (!audience_find(s, t, target, 0, &a))
		return;
	b = event_from(&e, s->index);
	e.tags.of_client = t->tags;
	buf_str(b, t->command);
	buf_char(b, ' ');
	if (a.status[0] != '\0')
		buf_char(b, a.status[0]);
	buf_str(b, audience_target(&a));
	if (t->text != NULL) {
		buf_bytes(b, " :", 2);
		buf_str(b, t->text);
	}
	cut = t->text != NULL && event_is_cut(&e);
	/* A user's message to themselves is delivered twice: as an incoming message, and as the echo that answers the
	 * command. */
	if (a.user == s->index && (t->text != NULL || bits_has(a.set, s->index)))
		event_to_reader(&e, s->index);
	if (a.user != s->index || users[s->index].caps & CAP_ECHO_MESSAGE)
		event_to_set(&e, a.set);
	if (a.channel >= 0 && a.status[0] == '\0') {
		if (t->text == NULL && !is_passing(t))
			event_keep(&e, HISTORY_DEEDS, a.channel);
		if (t->text != NULL && !irc_is_ctcp(t->text))
			event_keep(&e, HISTORY_TALK, a.channel);
	}
	event_end(&e);
	if (cut)
		tell_cut(s, t, &a);
	audience_answer(s, t, &a);
}

/* Sends the message to each target. */
static void talk(struct slot *s, const char *targets, const struct talk *t)
{
	char target[TARGET_BYTES];

	for (int n = 0; irc_list_next(&targets, target, sizeof target); n++) {
		if (n == TARGETS_MAX) {
			if (!t->quiet)
				reply(s->index, ERR_TOOMANYTARGETS, reply_word(target), TARGETS_MAX);
			return;
		}
		if (n > 0 && backpressure_wait_to_answer(s->index) ==
		                     BACKPRESSURE_CLOSED) /* command.c has waited for the first */
			return;
		talk_to(s, t, target);
	}
}

static void say(struct slot *s, const struct irc_msg *m, const char *command, bool quiet)
{
	struct talk t = { .command = command, .tags = audience_tags(s, m), .quiet = quiet };

	if (m->nparams == 0 || m->params[0][0] == '\0') {
		if (!quiet)
			reply(s->index, ERR_NORECIPIENT, command);
		return;
	}
	if (m->nparams == 1 || m->params[1][0] == '\0') {
		if (!quiet)
			reply(s->index, ERR_NOTEXTTOSEND);
		return;
	}
	t.text = m->params[1];
	users[s->index].spoke_ms = event_now_ms();
	talk(s, m->params[0], &t);
}

void cmd_privmsg(struct slot *s, const struct irc_msg *m)
{
	say(s, m, "PRIVMSG", false);
}

void cmd_notice(struct slot *s, const struct irc_msg *m)
{
	say(s, m, "NOTICE", true);
}

void cmd_tagmsg(struct slot *s, const struct irc_msg *m)
{
	struct talk t = { .command = "TAGMSG", .tags = audience_tags(s, m) };

	talk(s, m->params[0], &t);
}
