/* dispatch.c: handles the lines from the server.
 *
 * Each message is first looked up in a table of those that change the client's state (our nick, the windows, their
 * members), and then shown. Messages of the history are only shown: they change no state.
 */
#include "client/irc/dispatch.h"

#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/clock.h"
#include "client/client_limits.h"
#include "client/conn/deliver.h"
#include "client/conn/send.h"
#include "client/conn/session.h"
#include "client/irc/batch.h"
#include "client/irc/caps.h"
#include "client/irc/chathistory.h"
#include "client/irc/gap.h"
#include "client/irc/ignore.h"
#include "client/irc/incoming.h"
#include "client/irc/membership.h"
#include "client/irc/register.h"
#include "client/irc/rejoin.h"
#include "client/irc/remembered.h"
#include "client/irc/render.h"
#include "client/irc/search.h"
#include "client/irc/windows.h"
#include "client/tty/ui.h"
#include "irc/format.h"

/* The message being handled: its origin, and its batch or NULL. */
static struct origin from;
static struct batch *batch;

/* ---- handlers; each returns true when the message is to be shown as well ---- */

static bool on_ping(const struct irc_msg *m)
{
	send_line("PONG :%s", irc_param(m, 0));
	return false;
}

static bool on_pong(const struct irc_msg *m)
{
	rejoin_pong(irc_param(m, m->nparams - 1));
	return false;
}

static bool on_error(const struct irc_msg *m)
{
	session_last_word(irc_param(m, 0));
	return false;
}

static bool on_welcome(const struct irc_msg *m)
{
	bool registering = session_registering(), news = register_on_welcome(m);

	if (registering)
		rejoin_begin();
	return news;
}

static bool on_join(const struct irc_msg *m)
{
	return membership_on_join(m, from.place.when);
}

static bool on_fail(const struct irc_msg *m)
{
	if (strcmp(irc_param(m, 0), "RESUME") == 0)
		return false; /* the lost connection is gone: we enter as always */
	return strcmp(irc_param(m, 0), "CHATHISTORY") != 0 || chathistory_on_fail(m);
}

static const struct {
	const char *commands;
	bool (*handle)(const struct irc_msg *m);
} handlers[] = {
	{ "PING", on_ping },
	{ "PONG", on_pong },
	{ "ERROR", on_error },
	{ "CAP", register_on_cap },
	{ "RESUME", register_on_resume },
	{ "001", on_welcome },
	{ "432 433 436 447", register_on_nick_refused },
	{ "437", membership_on_unavailable },
	{ "NICK", membership_on_nick },
	{ "JOIN", on_join },
	{ "PART", membership_on_part },
	{ "KICK", membership_on_kick },
	{ "QUIT", membership_on_quit },
	{ "332", membership_on_topic },
	{ "353", membership_on_names },
	{ "366", membership_on_names_end },
	{ "RENAME", membership_on_rename },
	{ "003", gap_on_created },
	{ "005", chathistory_on_isupport },
	{ "CHATHISTORY", chathistory_on_chathistory },
	{ "FAIL", on_fail },
};

/* ---- handling a message ---- */

/* Renders a message as its window shows it. number: the search that it belongs to; 0: remember it for searches to
 * come. */
static void remember(const struct irc_msg *m, const struct origin *o, const char *window, int number)
{
	static char text[SHOW_BYTES];
	struct ui_look look = { .when = o->place.when };
	struct buf b;
	bool talk;
	size_t said;

	buf_init(&b, text, sizeof text);
	talk = render_message(&b, &look, m, register_nick(), window) && look.kind == UI_TALK && !o->ignored;
	said = look.nick_at + look.nick_len;
	if (number != 0)
		search_hear(number, &o->place, talk ? text : NULL, b.len, said);
	else if (talk)
		remembered_keep(window, look.when != 0 ? look.when : clock_wall_ms(), text, b.len, said);
}

static void show(const struct irc_msg *m, struct ui_look *look)
{
	static char text[SHOW_BYTES];
	struct buf b;

	buf_init(&b, text, sizeof text);
	if (!render_message(&b, look, m, register_nick(), ui_person() ? windows_target() : NULL))
		return;
	if (look->kind == UI_ERROR && !look->past) {
		membership_refused(irc_param(m, 1));
		if (rejoin_refused(irc_param(m, 1), text))
			return;
	}
	ui_show(look, b.at, b.len);
}

void dispatch_sent(const char *target, const char *text)
{
	struct irc_msg m = {
		.source = register_nick(), .command = "PRIVMSG", .params = { target, text }, .nparams = 2
	};
	struct origin own = { .own = true };
	const struct window *window = incoming_window(&m, &own);
	struct ui_look look = { .when = 0 };

	if (!ui_person() || caps_has(CAP_ECHO))
		return;
	if (window != NULL)
		remember(&m, &own, window->name, 0);
	show(&m, &look);
}

/* Errors in reply to CAP, from servers without capabilities; not worth showing. */
static bool about_cap(const struct irc_msg *m)
{
	return session_registering() && (strcmp(m->command, "421") == 0 || strcmp(m->command, "451") == 0);
}

static void take_batch(const struct irc_msg *m, const char *label)
{
	bool ended;
	struct batch *its = batch_hear(m, label, &ended);

	if (its == NULL || !ended)
		return;
	if (its->label[0] != '\0')
		deliver_hear(m, from.own, its->label, false);
	if (its->history)
		chathistory_ended(its);
}

static void take_past(const struct irc_msg *m, struct ui_look *look)
{
	const char *text = irc_param(m, 1);
	const struct window *window;
	int number = chathistory_searched(batch);
	bool news;

	batch->messages++;
	look->past = true;
	if (number != 0) {
		remember(m, &from, batch->about, number);
		return;
	}
	news = chathistory_is_news(batch, &from.place, !from.ignored);
	if (news || from.ignored)
		incoming_hear(m, &from, look); /* an ignored message still counts as the window's last one */
	if (!news)
		return;
	if (from.own && strncmp(text, "\1ACTION ", 8) != 0)
		deliver_seen(irc_param(m, 0), text);
	/* Pages requested by hand are not remembered: lines between them and the newer ones may be missing. */
	window = incoming_window(m, &from);
	if (ui_person() && window != NULL && from.place.when == window->last.when)
		remember(m, &from, window->name, 0);
	show(m, look);
}

static void take_message(const struct irc_msg *m, const char *label)
{
	const char *answers = batch != NULL && batch->label[0] != '\0' ? batch->label : label;
	bool said = irc_list_has("PRIVMSG NOTICE", m->command);
	struct ui_look look = { .when = from.place.when };
	bool news = true;

	if (!from.past)
		chathistory_heard(from.place.when);
	if (from.past && said)
		take_past(m, &look);
	if (from.past)
		return;
	deliver_hear(m, from.own, answers, answers != label);
	for (size_t i = 0; i < ARRAY_LEN(handlers); i++)
		if (irc_list_has(handlers[i].commands, m->command))
			news = handlers[i].handle(m);
	if (said && incoming_window(m, &from) != NULL)
		chathistory_spoken(incoming_window(m, &from)->name, &from.place);
	if (said)
		incoming_hear(m, &from, &look);
	if (said && ui_person() && incoming_window(m, &from) != NULL)
		remember(m, &from, incoming_window(m, &from)->name, 0);
	if (said && from.own && !ui_person())
		return; /* a program knows its own messages */
	/* TAGMSG (typing notifications and the like) is never shown. */
	if (from.ignored && (said || irc_list_has("INVITE REDACT", m->command)))
		return;
	if (news && session_listens() && !about_cap(m))
		show(m, &look);
}

/* A msgid is sent back as a parameter of a command, so it must be a single word. */
static bool is_id(const char *id)
{
	size_t n = 0;

	while ((unsigned char)id[n] > ' ' && id[n] != 0x7f)
		n++;
	return id[n] == '\0' && n <= ID_MAX;
}

static void take_line(char *line)
{
	char value[ID_MAX + 2], label[ID_MAX + 2];
	struct irc_msg m;
	bool labeled;

	if (irc_parse(&m, line) < 0)
		return;
	from = (struct origin){ .past = false };
	batch = NULL;
	if (irc_tag(m.tags, "time", value, sizeof value))
		format_read_time(value, &from.place.when);
	if (irc_tag(m.tags, "msgid", value, sizeof value) && is_id(value))
		buf_copy(from.place.id, sizeof from.place.id, value);
	labeled = irc_tag(m.tags, "label", label, sizeof label);
	if (irc_tag(m.tags, "batch", value, sizeof value))
		batch = batch_find(value);
	from.past = batch != NULL && batch->history;
	irc_source_nick(m.source != NULL ? m.source : "", from.nick, sizeof from.nick);
	from.own = register_is_me(&m);
	from.ignored = !from.own && ignore_has(from.nick);
	if (strcmp(m.command, "BATCH") == 0)
		take_batch(&m, labeled ? label : NULL);
	else
		take_message(&m, labeled ? label : NULL);
}

void dispatch_line(char *line, size_t len)
{
	if (line != NULL && memchr(line, '\0', len) == NULL)
		take_line(line);
	else
		ui_showf(UI_ERROR, "The server sent a line %s; it is left out",
		         line != NULL ? "with a NUL in it" : "that is too long");
}
