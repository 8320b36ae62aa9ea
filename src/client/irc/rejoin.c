/* rejoin.c: from the welcome to where one can speak.
 *
 * Owns nothing. A PING goes behind the last question: its answer comes behind
 * all that the server has to tell.
 */
#include "client/irc/rejoin.h"

#include <string.h>

#include "client/conn/send.h"
#include "client/irc/chathistory.h"
#include "client/irc/windows.h"
#include "client/tty/ui.h"
#include "irc/name.h"

#define ENTERED_TOKEN "linnet-in"

void rejoin_ask(void)
{
	send_line("PING " ENTERED_TOKEN);
}

/* Goes where one wanted to be, or where one was. */
static void join_windows(const char *target, const char *key, bool returning)
{
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

void rejoin_begin(const char *target, const char *key, bool returning)
{
	chathistory_begin();
	join_windows(target, key, returning);
	if (returning)
		chathistory_return();
	rejoin_ask();
}

bool rejoin_answered(const char *token)
{
	return token == NULL || strcmp(token, ENTERED_TOKEN) == 0;
}

bool rejoin_waits(void)
{
	chathistory_overdue();
	if (chathistory_waits())
		rejoin_ask();
	return chathistory_waits();
}
