/* cmd_marks.c: REDACT and MARKREAD: deleting messages, and read markers.
 *
 * Sources: IRCv3 draft/message-redaction, draft/read-marker. All under the chat
 * lock. Each command exists only for clients that have requested its
 * capability.
 */
#include "server/cmd/cmd_marks.h"

#include "base/clock.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/history.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "chat/read_marker.h"
#include "chat/scratch.h"
#include "chat/user.h"
#include "irc/format.h"
#include "irc/msgid.h"
#include "irc/name.h"
#include "server/cmd/audience.h"
#include "server/cmd/cap.h"
#include "server/cmd/command.h"
#include "server/cmd/reply.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"

#include <string.h>

/* True if the client has the command's capability; else sends ERR_UNKNOWNCOMMAND (421). */
static bool knows(struct slot *s, const struct irc_msg *m, enum cap cap)
{
	if (users[s->index].caps & cap)
		return true;
	reply(s->index, ERR_UNKNOWNCOMMAND, m->command);
	return false;
}

/* ---- REDACT ---- */

static void redact_fail(struct slot *s, const struct irc_msg *m, const char *code, const char *why)
{
	char context[LINE_MAX_BYTES / 4];
	struct buf b;

	buf_init(&b, context, sizeof context);
	buf_fmt(&b, "%s %s", reply_word(m->params[0]), reply_word(m->params[1]));
	reply_fail(s->index, "REDACT", code, context, why);
}

/* True for PRIVMSG, NOTICE and TAGMSG: nothing else can be redacted. */
static bool was_said(const struct history_entry *e)
{
	char *text = scratch_lines[SCRATCH_COPY].text;
	struct irc_msg m;

	(void)msg_text(e->msg, text, sizeof scratch_lines[SCRATCH_COPY].text);
	return irc_parse(&m, text) == 0 && (strcmp(m.command, "PRIVMSG") == 0 || strcmp(m.command, "NOTICE") == 0 ||
	                                    strcmp(m.command, "TAGMSG") == 0);
}

/* The message that the user may redact; NULL after the error reply. Private messages are not kept, so they are
 * unknown. */
static const struct history_entry *to_redact(struct slot *s, const struct irc_msg *m)
{
	uint32_t number = msgid_number(m->params[1]);
	int channel = channel_find(m->params[0]);
	const struct history_entry *e;

	if (name_has_channel_prefix(m->params[0]) && (channel < 0 || !channel_has(channel, s->index))) {
		reply_fail(s->index, "REDACT", "INVALID_TARGET", reply_word(m->params[0]),
		           "You are not in such a channel");
		return NULL;
	}
	e = channel >= 0 && number != 0 ? history_after(channel, true, number - 1) : NULL;
	if (e == NULL || e->number != number || !was_said(e))
		redact_fail(s, m, "UNKNOWN_MSGID", "This message does not exist or is too old");
	else if (e->session != users[s->index].session && !channel_is_op(channel, s->index))
		redact_fail(s, m, "REDACT_FORBIDDEN", "You are not authorised to delete this message");
	else
		return e;
	return NULL;
}

void cmd_redact(struct slot *s, const struct irc_msg *m)
{
	struct event event;
	const struct history_entry *e;
	uint32_t told[SLOT_WORDS];
	int channel;
	char what[CHANNEL_MAX + 1 + MSGID_BYTES + 1];
	struct buf *b, w;

	if (!knows(s, m, CAP_REDACTION))
		return;
	do {
		e = to_redact(s, m);
		if (e == NULL)
			return;
		channel = e->channel;
		memcpy(told, channels[channel].members, sizeof told);
		if (!(users[s->index].caps & CAP_ECHO_MESSAGE))
			bits_remove(told, s->index);
		cap_split(told, CAP_REDACTION, NULL);
	} while (backpressure_wait_for(s->index, told) == BACKPRESSURE_WAITED);
	if (s->state != SLOT_OPEN)
		return;
	history_drop(e);
	b = event_from(&event, s->index);
	buf_init(&w, what, sizeof what);
	buf_fmt(&w, "%s %s", channels[channel].name, m->params[1]);
	buf_fmt(b, "REDACT %s", what);
	if (m->nparams > 2 && m->params[2][0] != '\0')
		buf_fmt(b, " :%s", m->params[2]);
	event_to_set(&event, told);
	event_end(&event);
	if (m->nparams > 2)
		reply_cut(s->index, "REDACT", what, m->params[2],
		          audience_kept(s->index, "REDACT", what, m->params[2]));
}

/* ---- MARKREAD ---- */

void cmd_marks_answer(struct slot *s, const char *target)
{
	uint64_t ms = read_marker_get(s->index, target);
	char text[FORMAT_TIME_BYTES + 1];
	struct buf b;

	if (!(users[s->index].caps & CAP_READ_MARKER))
		return;
	buf_init(&b, text, sizeof text);
	format_time(&b, ms);
	reply_line(s->index, "MARKREAD %s %s%s", target, ms != 0 ? "timestamp=" : "*", ms != 0 ? b.at : "");
}

void cmd_markread(struct slot *s, const struct irc_msg *m)
{
	static const char key[] = "timestamp=";
	const char *target = m->nparams > 0 ? m->params[0] : "", *value = m->nparams > 1 ? m->params[1] : NULL;
	uint64_t ms = 0;

	if (!knows(s, m, CAP_READ_MARKER))
		return;
	if (*target == '\0') {
		reply_fail(s->index, "MARKREAD", "NEED_MORE_PARAMS", "", "Missing parameters");
		return;
	}
	if ((!name_is_channel(target) && !name_is_nick(target)) ||
	    (value != NULL && (strncmp(value, key, sizeof key - 1) != 0 ||
	                       format_read_time(value + sizeof key - 1, &ms) < 0 || ms == 0))) {
		reply_fail(s->index, "MARKREAD", "INVALID_PARAMS", reply_word(value != NULL ? value : target),
		           "Invalid parameters");
		return;
	}
	if (ms > event_wall_ms() && clock_sane(event_wall_ms()))
		ms = event_wall_ms(); /* nobody has read messages from the future */
	if (value != NULL && read_marker_set(s->index, target, ms) == 0)
		reply_fail(s->index, "MARKREAD", "INTERNAL_ERROR", target,
		           "There is no room for one more read timestamp");
	else
		cmd_marks_answer(s, target);
}
