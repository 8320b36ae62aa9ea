/* rejoin.c: joining the target after the welcome, and all windows after a reconnect.
 *
 * A PING follows the last command: its PONG comes after all replies. A program is of no use without its channel, so it
 * ends when it cannot join, or has left.
 */
#include "client/irc/rejoin.h"

#include <string.h>

#include "base/buf.h"
#include "client/conn/deliver.h"
#include "client/conn/send.h"
#include "client/conn/session.h"
#include "client/irc/chathistory.h"
#include "client/irc/gap.h"
#include "client/irc/windows.h"
#include "client/tty/ui.h"
#include "irc/name.h"

/* Prefix of the tokens of all our PINGs. */
#define OUR_TOKEN "linnet"
#define ENTERED_TOKEN OUR_TOKEN "-in"

static struct {
	struct options *options;
	bool looked;   /* the channel was not joined at the first PONG */
	bool nameless; /* this server replies to PING without our token */
} rejoin;

void rejoin_start(struct options *o)
{
	rejoin.options = o;
}

static void ask(void)
{
	send_line("PING " ENTERED_TOKEN);
}

/* Joins the target, or all windows after a reconnect. */
static void join_windows(void)
{
	const char *target = rejoin.options->target, *key = rejoin.options->key;
	bool returning = session_returning();
	struct window *window;

	if (!returning && name_has_channel_prefix(target)) {
		windows_expect(target, key);
		send_line(*key != '\0' ? "JOIN %s %s" : "JOIN %s", target, key);
	} else if (!returning && ui_person()) {
		windows_select(windows_open(target));
	}
	for (int i = 0; returning && i < WINDOWS; i++)
		if ((window = windows_at(i)) != NULL && !window->person)
			send_line(window->key[0] != '\0' ? "JOIN %s %s" : "JOIN %s", window->name, window->key);
		else if (window != NULL)
			chathistory_entered(window, 0);
}

void rejoin_begin(void)
{
	rejoin.looked = rejoin.nameless = false;
	chathistory_begin();
	join_windows();
	if (session_returning())
		chathistory_return();
	ask();
}

/* True when the replies have led to further requests, after which another PONG is due. */
static bool waits(void)
{
	chathistory_overdue();
	if (chathistory_waits())
		ask();
	return chathistory_waits();
}

void rejoin_pong(const char *token)
{
	const char *target = rejoin.options->target;
	/* Some small servers reply with their own name instead, though in order, as all servers do. */
	bool ours = strncmp(token, OUR_TOKEN, sizeof OUR_TOKEN - 1) == 0;
	bool program = !ui_person() && name_has_channel_prefix(target);
	const struct window *window = windows_find(target);

	rejoin.nameless = rejoin.nameless || (session_entering() && !ours);
	deliver_pong(rejoin.nameless ? NULL : token);
	if (!session_entering() || (!rejoin.nameless && strcmp(token, ENTERED_TOKEN) != 0))
		return;
	if (program && (window == NULL || !window->joined)) {
		/* A server that replies to the PING before it has handled JOIN gets a second chance. */
		if (rejoin.looked)
			session_fail(EXIT_CHANNEL, "%s did not let us into %s", rejoin.options->host, target);
		else
			ask();
		rejoin.looked = true;
	} else if (!waits()) {
		session_entered();
		gap_settled();
	}
}

bool rejoin_refused(const char *about, const char *text)
{
	bool registering = session_registering();
	bool entering = session_entering() && name_equal(about, rejoin.options->target);

	session_complaint(text);
	if (entering && !ui_person())
		session_fail(EXIT_CHANNEL, "%s did not let us into %s", rejoin.options->host, text);
	return (registering || entering) && !ui_person();
}

void rejoin_left(const char *channel)
{
	if (!ui_person() && session_online() && name_equal(channel, rejoin.options->target))
		session_fail(EXIT_CHANNEL, "we are no longer in %s", channel);
}

void rejoin_renamed(const char *from, const char *to)
{
	if (name_equal(from, rejoin.options->target))
		buf_copy(rejoin.options->target, sizeof rejoin.options->target, to);
}
