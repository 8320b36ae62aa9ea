/* cmd_server.c: MOTD, LUSERS, VERSION: about the server.
 *
 * All under the chat lock, but for the reading of the message of the day: the
 * file stays open, and the asker's own thread reads it line by line, outside
 * the lock, as fast as the asker takes it. So it may have any length.
 */
#include "server/command.h"

#include "base/buf.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "irc/name.h"
#include "server/motd.h"
#include "server/objects.h"
#include "server/reply.h"
#include "server/room.h"

/* True when the command is for this server; else says that there is no other. */
static bool for_us(struct slot *s, const struct irc_msg *m, int param)
{
	if (m->nparams <= param || name_match(m->params[param], settings.name) || user_find(m->params[param]) >= 0)
		return true;
	reply(s->index, ERR_NOSUCHSERVER, m->params[param]);
	return false;
}

void cmd_motd(struct slot *s, const struct irc_msg *m)
{
	char line[MOTD_LINE_MAX + 1];
	long at = 0;

	if (!for_us(s, m, 0))
		return;
	if (!motd_exists()) {
		reply(s->index, ERR_NOMOTD);
		return;
	}
	reply(s->index, RPL_MOTDSTART, settings.name);
	for (;;) {
		bool more;
		chat_unlock();
		more = motd_line(&at, line);
		chat_lock();
		if (room_to_answer(s->index) == ROOM_CLOSED)
			return;
		if (!more)
			break;
		reply(s->index, RPL_MOTD, line);
	}
	reply(s->index, RPL_ENDOFMOTD);
}

void cmd_lusers(struct slot *s, const struct irc_msg *m)
{
	int here = user_counts.registered, most = user_counts.registered_most, invisible = 0;

	if (!for_us(s, m, 1))
		return;
	for (int i = 0; i < CLIENTS; i++)
		if (users[i].registered && users[i].modes & USER_INVISIBLE)
			invisible++;
	reply(s->index, RPL_LUSERCLIENT, here - invisible, invisible);
	reply(s->index, RPL_LUSEROP, 0);
	reply(s->index, RPL_LUSERUNKNOWN, user_counts.present - here);
	reply(s->index, RPL_LUSERCHANNELS, channel_count);
	reply(s->index, RPL_LUSERME, here);
	reply(s->index, RPL_LOCALUSERS, here, most, here, most);
	reply(s->index, RPL_GLOBALUSERS, here, most, here, most);
}

void cmd_version(struct slot *s, const struct irc_msg *m)
{
	if (!for_us(s, m, 0))
		return;
	reply(s->index, RPL_VERSION, VERSION, settings.name, CLIENTS);
	answer_isupport(s);
}
