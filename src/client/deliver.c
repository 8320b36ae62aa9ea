/* deliver.c: what one says, on its way until the server has confirmed it.
 *
 * Owns the text that is being said, and counts messages: sent, and confirmed.
 * Confirmations are PONGs: a server runs commands in order, so the answer to
 * a PING tells that all before it was taken, or refused with an error that
 * has come before the answer. That works with every server. A program sends
 * only so much ahead of them: servers with flood protection throw out who
 * sends faster than they read, and that would lose what is on its way.
 */
#include "client/deliver.h"

#include <string.h>

#include "base/buf.h"
#include "client/client.h"
#include "client/link.h"
#include "client/rooms.h"
#include "client/say.h"
#include "client/session.h"
#include "client/show.h"
#include "client/ui.h"
#include "irc/parse.h"

/* In front of the number of a message, in the PING that asks about it. */
#define TOKEN "linnet-"
#define TOKEN_BYTES (sizeof TOKEN + 10)

/* The longest `!user@host` that is expected, and assumed until the server has shown it. */
#define PREFIX_MAX (1 + USER_MAX + 1 + 63)

static struct {
	struct say say;
	char target[CHANNEL_NAME_MAX + 1];
	bool action;
	size_t prefix; /* 0: not known */
	unsigned sent, asked, confirmed;
} deliver;

void deliver_prefix(size_t bytes)
{
	/* What is longer is no host: whatever it is meant to do, text keeps its room. */
	deliver.prefix = bytes < PREFIX_MAX ? bytes : PREFIX_MAX;
}

/* Bytes of text that one message to the target may hold, so that it is not cut on its way to others, who get
 * `:nick!user@host PRIVMSG target :text` and CR LF. */
static size_t text_room(void)
{
	size_t prefix = deliver.prefix > 0 ? deliver.prefix : PREFIX_MAX;
	size_t frame = 1 + strlen(session_nick()) + prefix + sizeof " PRIVMSG  :" - 1 + strlen(deliver.target) + 2;

	if (deliver.action)
		frame += sizeof "\1ACTION \1" - 1;
	return LINE_MAX_BYTES - frame;
}

/* Shows a message of one's own as the others see it; a server with echo-message does that. */
static void show_own(const char *text)
{
	struct irc_msg m = {
		.source = session_nick(), .command = "PRIVMSG", .params = { deliver.target, text }, .nparams = 2
	};
	static char shown[SHOW_BYTES];
	enum ui_kind kind;
	struct buf b;

	buf_init(&b, shown, sizeof shown);
	if (ui_person() && !session_echoes() && show_message(&b, &kind, &m, session_nick(), rooms_current()))
		ui_show(kind, b.at, b.len);
}

static bool window_open(void)
{
	return ui_person() || deliver.sent - deliver.confirmed < UNCONFIRMED_LINES;
}

static void send_part(const char *part)
{
	char action[LINE_MAX_BYTES];
	struct buf b;

	if (deliver.action) {
		buf_init(&b, action, sizeof action);
		buf_fmt(&b, "\1ACTION %s\1", part);
		part = action;
	}
	session_send("PRIVMSG %s :%s", deliver.target, part);
	deliver.sent++;
	show_own(part);
}

void deliver_pump(void)
{
	while (deliver.say.len > 0 && window_open() && link_room() >= LINK_OUT_RESERVE) {
		if (say_next(&deliver.say, text_room()) == 0)
			break;
		send_part(deliver.say.part);
	}
	/* One question at a time: its answer shows what the server has taken meanwhile. */
	if (!ui_person() && deliver.sent != deliver.asked && !deliver_waits())
		deliver_ask();
}

void deliver_say(const char *target, const char *text, size_t len, bool action)
{
	deliver.say = (struct say){ .text = text, .len = len };
	buf_copy(deliver.target, sizeof deliver.target, target);
	deliver.action = action;
	deliver_pump();
}

bool deliver_takes(void)
{
	return deliver.say.len == 0 && window_open() && link_room() >= LINK_OUT_RESERVE;
}

void deliver_ask(void)
{
	deliver.asked = deliver.sent;
	session_send("PING " TOKEN "%u", deliver.asked);
}

bool deliver_confirm(const char *token)
{
	char wanted[TOKEN_BYTES];
	struct buf b;

	buf_init(&b, wanted, sizeof wanted);
	buf_fmt(&b, TOKEN "%u", deliver.asked);
	if (strcmp(token, wanted) != 0)
		return false;
	deliver.confirmed = deliver.asked;
	return true;
}

bool deliver_waits(void)
{
	return deliver.asked != deliver.confirmed;
}

bool deliver_done(void)
{
	return deliver.say.len == 0 && deliver.confirmed == deliver.sent;
}
