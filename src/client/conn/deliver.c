/* deliver.c: reliable delivery of messages: queued, sent, and confirmed or refused by the server.
 *
 * Tracks the messages in flight. A line of the outbox stays until each of its messages is confirmed or refused. If the
 * link is lost before that, the line is sent again.
 *
 * Confirmation uses labels where the server offers them (IRCv3 labeled-response). Otherwise a PING follows the
 * messages. A server runs commands in order, so its PONG confirms all messages before it, except those refused by an
 * earlier error. With echo-message, a message that was not echoed by then was dropped silently.
 *
 * The number of messages in flight is limited, because a server with flood protection disconnects a client that sends
 * faster than the server reads.
 */
#include "client/conn/deliver.h"

#include <limits.h>
#include <string.h>

#include "base/buf.h"
#include "base/number.h"
#include "client/client_limits.h"
#include "client/conn/link.h"
#include "client/conn/outbox.h"
#include "client/conn/send.h"
#include "client/text/split.h"
#include "irc/name.h"

/* Prefix of a message's number, in the PING that follows it and in its label. */
#define TOKEN "linnet-"

/* The longest expected `!user@host`, in bytes; assumed until the server has shown the real one. */
#define PREFIX_MAX (1 + USER_MAX + 1 + 63)

/* Bytes that our nick may grow by on reconnecting: text that was split for the shorter nick must still fit. */
#define NICK_GROWS 2

struct part {
	int line;   /* the number of its line in the outbox */
	size_t end; /* the offset of its end in the text */
	long number;
	enum { UNANSWERED, TAKEN, REFUSED } answer;
};

static struct {
	struct part parts[UNCONFIRMED_LINES];
	int nparts;
	long sent, asked, answered; /* the numbers of the last message, the last PING, the last PONG */
	size_t prefix;              /* length of our `!user@host`; 0: not known */
	const struct conn_hooks *hooks;
	bool allowed; /* sending is allowed: see deliver_allow */
	bool refused; /* some message, at any time */
} out;

void deliver_start(const struct conn_hooks *hooks)
{
	out.hooks = hooks;
}

void deliver_allow(bool allowed)
{
	out.allowed = allowed;
}

/* ---- the outbox ---- */

bool deliver_takes(void)
{
	return outbox_fits(INPUT_LINE_BYTES + CHANNEL_NAME_MAX + 2);
}

bool deliver_say(const char *target, const char *text, size_t len, bool action)
{
	if (!outbox_add(target, text, len, action))
		return false;
	deliver_pump();
	return true;
}

static void remove_line(int line)
{
	outbox_remove(line);
	for (int i = 0; i < out.nparts; i++)
		out.parts[i].line -= out.parts[i].line > line;
}

static void tell(const char *what, int line)
{
	out.hooks->tell(UI_ERROR, "%s %s", what, outbox_text(line));
}

int deliver_abandon(bool sent)
{
	int n = 0;

	for (int i = 0; i < outbox_count(); i++)
		if (!sent || outbox_line(i)->sent < outbox_line(i)->len) {
			n++;
			if (out.hooks->person())
				tell("Not sent:", i);
		}
	outbox_clear();
	out.nparts = 0;
	return n;
}

/* ---- confirmations ---- */

/* Removes confirmed and refused messages from the front, in order. */
static void settle(void)
{
	while (out.nparts > 0 && out.parts[0].answer != UNANSWERED) {
		int i = out.parts[0].line;
		struct outbox_line *line = outbox_line(i);

		line->done = out.parts[0].end;
		if (out.parts[0].answer == REFUSED)
			line->refused = true;
		out.nparts--;
		memmove(&out.parts[0], &out.parts[1], (size_t)out.nparts * sizeof out.parts[0]);
		if (line->done < line->len)
			continue;
		if (line->refused && out.hooks->person())
			tell("Not delivered:", i);
		if (line->refused)
			out.refused = true;
		remove_line(i);
	}
}

static struct part *unanswered_to(const char *target)
{
	for (int i = 0; i < out.nparts; i++)
		if (out.parts[i].answer == UNANSWERED && name_equal(outbox_target(out.parts[i].line), target))
			return &out.parts[i];
	return NULL;
}

/* The number in one of our tokens, or -1. */
static long number_of(const char *token)
{
	size_t n = sizeof TOKEN - 1;

	return strncmp(token, TOKEN, n) == 0 ? number_read(token + n, 0, LONG_MAX) : -1;
}

static struct part *labeled(const char *label)
{
	long number = number_of(label);

	for (int i = 0; i < out.nparts; i++)
		if (out.parts[i].number == number && out.parts[i].answer == UNANSWERED)
			return &out.parts[i];
	return NULL;
}

/* Errors in reply to PRIVMSG, and to hardly any other command: no such nick, cannot send, no text, too many targets and
 * so on. 477 and 489 come from other servers (a registered nick or a secure connection is required). */
static const char refusals[] = "401 403 404 407 408 412 413 414 415 417 477 486 489 531";

void deliver_hear(const struct irc_msg *m, bool own, const char *label, bool part_of_answer)
{
	const char *first = m->nparams > 0 ? m->params[0] : "", *second = m->nparams > 1 ? m->params[1] : "";
	bool fail = strcmp(m->command, "FAIL") == 0;
	bool batch_starts = strcmp(m->command, "BATCH") == 0 && first[0] == '+';
	bool error = fail ||
	             ((m->command[0] == '4' || m->command[0] == '5') && m->command[1] >= '0' && m->command[1] <= '9');
	bool said = strcmp(m->command, "PRIVMSG") == 0;
	struct part *part = NULL;

	if (label != NULL)
		part = batch_starts || (part_of_answer && !error) ? NULL : labeled(label);
	else if (irc_list_has(refusals, m->command))
		part = unanswered_to(second);
	else if (fail && strcmp(first, "PRIVMSG") == 0)
		part = out.nparts > 0 ? &out.parts[0] : NULL;
	else if (said && own && out.hooks->echoes() && !out.hooks->labels())
		part = unanswered_to(first);
	if (part == NULL)
		return;
	part->answer = error ? REFUSED : TAKEN;
	settle();
}

void deliver_pong(const char *token)
{
	if (out.asked == out.answered || (token != NULL && number_of(token) != out.asked))
		return;
	out.answered = out.asked;
	for (int i = 0; i < out.nparts; i++) {
		struct part *part = &out.parts[i];

		if (part->number > out.answered || part->answer != UNANSWERED)
			continue;
		if (out.hooks->echoes())
			out.hooks->tell(UI_ERROR, "The server has not delivered the message to %s",
			                outbox_target(part->line));
		part->answer = out.hooks->echoes() ? REFUSED : TAKEN;
	}
	settle();
}

void deliver_seen(const char *target, const char *text)
{
	for (int i = 0; i < outbox_count(); i++) {
		struct outbox_line *line = outbox_line(i);
		size_t n = strlen(text);

		if (!line->again || !name_equal(outbox_target(i), target) || n > line->len - line->done ||
		    memcmp(outbox_text(i) + line->done, text, n) != 0)
			continue;
		line->done += n;
		line->sent = line->done;
		if (line->done == line->len)
			remove_line(i);
		return;
	}
}

void deliver_lost(void)
{
	out.nparts = 0;
	out.asked = out.answered = out.sent;
	out.prefix = 0;
	for (int i = 0; i < outbox_count(); i++) {
		struct outbox_line *line = outbox_line(i);
		line->again = line->again || line->sent > line->done;
		line->sent = line->done;
	}
}

bool deliver_waits(void)
{
	return out.nparts > 0;
}

bool deliver_done(void)
{
	return outbox_count() == 0;
}

bool deliver_refused(void)
{
	return out.refused;
}

/* ---- sending ---- */

void deliver_prefix(size_t bytes)
{
	/* A cap: no real host makes it longer, and a false one must not take the text's room. */
	out.prefix = bytes < PREFIX_MAX ? bytes : PREFIX_MAX;
}

/* Bytes of text that fit into one message to the target, so that the relayed line, `:nick!user@host PRIVMSG target
 * :text` and CR LF, is not cut. */
static size_t text_room(const char *target, bool action)
{
	size_t prefix = out.prefix > 0 ? out.prefix : PREFIX_MAX;
	size_t frame =
		1 + strlen(out.hooks->nick()) + NICK_GROWS + prefix + sizeof " PRIVMSG  :" - 1 + strlen(target) + 2;

	if (action)
		frame += sizeof "\1ACTION \1" - 1;
	return LINE_MAX_BYTES - frame;
}

static void send_part(int i)
{
	struct outbox_line *line = outbox_line(i);
	static char action[LINE_MAX_BYTES];
	static struct say say;
	const char *text = say.part;
	struct buf b;

	say.text = outbox_text(i) + line->sent;
	say.len = line->len - line->sent;
	split_next(&say, text_room(outbox_target(i), line->action));
	if (line->action) {
		buf_init(&b, action, sizeof action);
		buf_fmt(&b, "\1ACTION %s\1", say.part);
		text = action;
	}
	if (line->again && out.hooks->person())
		tell("Sent again, as it may not have arrived:", i);
	line->again = false;
	line->sent = line->len - say.len;
	out.parts[out.nparts++] = (struct part){ .line = i, .end = line->sent, .number = ++out.sent };
	if (out.hooks->labels())
		send_line("@label=" TOKEN "%ld PRIVMSG %s :%s", out.sent, outbox_target(i), text);
	else
		send_line("PRIVMSG %s :%s", outbox_target(i), text);
	out.hooks->sent(outbox_target(i), text);
}

/* Only one PING is in flight at a time. Its PONG confirms every message sent before it. */
static void ask(void)
{
	if (out.hooks->labels() || out.sent == out.asked || out.asked != out.answered)
		return;
	out.asked = out.sent;
	send_line("PING " TOKEN "%ld", out.asked);
}

void deliver_pump(void)
{
	if (!out.allowed)
		return;
	for (int i = 0; i < outbox_count(); i++)
		while (outbox_line(i)->sent < outbox_line(i)->len && out.nparts < UNCONFIRMED_LINES &&
		       link_room() >= LINK_OUT_RESERVE)
			send_part(i);
	ask();
}
