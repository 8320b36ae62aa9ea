/* enter.c: from the welcome to where one can speak.
 *
 * Owns nothing. A PING goes behind the last question: its answer comes behind
 * all that the server has to tell.
 */
#include "client/enter.h"

#include <string.h>

#include "client/past.h"
#include "client/rooms.h"
#include "client/send.h"
#include "client/ui.h"
#include "irc/name.h"

#define ENTERED_TOKEN "linnet-in"

void enter_ask(void)
{
	send_line("PING " ENTERED_TOKEN);
}

/* Goes where one wanted to be, or where one was. */
static void join_rooms(const char *target, bool returning)
{
	struct room *room;

	if (!returning && name_has_channel_prefix(target))
		send_line("JOIN %s", target);
	else if (!returning && ui_person())
		rooms_select(rooms_open(target));
	for (int i = 0; returning && i < ROOMS; i++)
		if ((room = rooms_at(i)) != NULL && !room->person)
			send_line(room->key[0] != '\0' ? "JOIN %s %s" : "JOIN %s", room->name, room->key);
		else if (room != NULL)
			past_entered(room, 0);
}

void enter_begin(const char *target, bool returning)
{
	past_begin();
	join_rooms(target, returning);
	if (returning)
		past_return();
	enter_ask();
}

bool enter_answered(const char *token)
{
	return token == NULL || strcmp(token, ENTERED_TOKEN) == 0;
}

bool enter_waits(void)
{
	past_overdue();
	if (past_waits())
		enter_ask();
	return past_waits();
}
