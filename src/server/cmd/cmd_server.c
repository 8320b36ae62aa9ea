/* cmd_server.c: MOTD LUSERS VERSION ADMIN TIME INFO LINKS STATS: about the server.
 *
 * All under the chat lock, except the reading of the message of the day: the
 * file stays open, and the requester's own thread reads it line by line,
 * outside the lock, at the pace of the client. So it may have any length.
 */
#include "server/cmd/cmd_server.h"

#include "base/buf.h"
#include "base/clock.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "chat/msg.h"
#include "chat/user.h"
#include "irc/format.h"
#include "irc/name.h"
#include "server/cmd/cmd_isupport.h"
#include "server/cmd/command.h"
#include "server/cmd/reply.h"
#include "server/config/motd.h"
#include "server/config/settings.h"
#include "server/conn/announce.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"
#include "server/system/budget.h"
#include "server/system/started.h"

bool cmd_server_for_us(struct slot *s, const struct irc_msg *m, int param)
{
	if (m->nparams <= param || name_match(m->params[param], settings.name) ||
	    user_find_registered(m->params[param]) >= 0)
		return true;
	reply(s->index, ERR_NOSUCHSERVER, reply_word(m->params[param]));
	return false;
}

void cmd_motd(struct slot *s, const struct irc_msg *m)
{
	char line[MOTD_LINE_BYTES];
	bool note;
	long at = 0;

	if (!cmd_server_for_us(s, m, 0))
		return;
	note = announce_note(line, sizeof line);
	if (!motd_exists() && !note) {
		reply(s->index, ERR_NOMOTD);
		return;
	}
	reply(s->index, RPL_MOTDSTART, settings.name);
	if (note)
		reply(s->index, RPL_MOTD, line);
	while (motd_exists()) {
		bool more;
		chat_unlock();
		more = motd_line(&at, line);
		chat_lock();
		if (backpressure_wait_to_answer(s->index) == BACKPRESSURE_CLOSED)
			return;
		if (!more)
			break;
		reply(s->index, RPL_MOTD, line);
	}
	reply(s->index, RPL_ENDOFMOTD);
}

void cmd_lusers(struct slot *s, const struct irc_msg *m)
{
	int here = user_counts.registered, most = user_counts.registered_most;
	int invisible = user_count_mode(USER_INVISIBLE);

	if (!cmd_server_for_us(s, m, 1))
		return;
	reply(s->index, RPL_LUSERCLIENT, here - invisible, invisible);
	reply(s->index, RPL_LUSEROP, user_count_mode(USER_OPER));
	reply(s->index, RPL_LUSERUNKNOWN, user_counts.present - here);
	reply(s->index, RPL_LUSERCHANNELS, channel_count_visible(s->index));
	reply(s->index, RPL_LUSERME, here);
	reply(s->index, RPL_LOCALUSERS, here, most, here, most);
	reply(s->index, RPL_GLOBALUSERS, here, most, here, most);
}

void cmd_version(struct slot *s, const struct irc_msg *m)
{
	if (!cmd_server_for_us(s, m, 0))
		return;
	reply(s->index, RPL_VERSION, VERSION, settings.name, CLIENTS);
	cmd_isupport_answer(s);
}

void cmd_admin(struct slot *s, const struct irc_msg *m)
{
	const char *const unknown = "(not set)";

	if (!cmd_server_for_us(s, m, 0))
		return;
	if (settings.admin == NULL && settings.admin_location == NULL && settings.admin_email == NULL) {
		reply(s->index, ERR_NOADMININFO, settings.name);
		return;
	}
	reply(s->index, RPL_ADMINME, settings.name);
	reply(s->index, RPL_ADMINLOC1, settings.admin_location != NULL ? settings.admin_location : unknown);
	reply(s->index, RPL_ADMINLOC2, settings.admin != NULL ? settings.admin : unknown);
	reply(s->index, RPL_ADMINEMAIL, settings.admin_email != NULL ? settings.admin_email : unknown);
}

void cmd_time(struct slot *s, const struct irc_msg *m)
{
	char date[32];
	struct buf b;

	if (!cmd_server_for_us(s, m, 0))
		return;
	buf_init(&b, date, sizeof date);
	format_date(&b, event_wall_ms());
	reply(s->index, RPL_TIME, settings.name, (unsigned long long)(event_wall_ms() / 1000), date);
}

void cmd_info(struct slot *s, const struct irc_msg *m)
{
	static const char *const lines[] = {
		"linnetd " VERSION ": a chat server for a board, a router, or any small Linux machine.",
		"Its memory is fixed: STATS m shows the bill. HELP shows the commands.",
	};
	char started[32];
	struct buf b;

	if (!cmd_server_for_us(s, m, 0))
		return;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		reply(s->index, RPL_INFO, lines[i]);
	buf_init(&b, started, sizeof started);
	format_date(&b, started_wall_ms);
	reply_format(s->index, RPL_INFO, ":It was started on %s.", started);
	reply(s->index, RPL_ENDOFINFO);
}

/* `LINKS`, `LINKS mask` and `LINKS server mask` (RFC 2812): this is the only server. */
void cmd_links(struct slot *s, const struct irc_msg *m)
{
	if (m->nparams > 1 && !cmd_server_for_us(s, m, 0))
		return;
	if (m->nparams == 0 || name_match(m->params[m->nparams - 1], settings.name))
		reply(s->index, RPL_LINKS, settings.name, settings.name, settings.description);
	reply(s->index, RPL_ENDOFLINKS);
}

/* ---- STATS ---- */

static void stats_memory_row(void *slot, const char *what, size_t count, size_t each, size_t bytes)
{
	if (count > 0)
		reply_format(*(int *)slot, RPL_STATSDEBUG, "m :%s: %zu of %zu bytes, %zu bytes", what, count, each,
		             bytes);
	else
		reply_format(*(int *)slot, RPL_STATSDEBUG, "m :%s: %zu bytes", what, bytes);
}

void cmd_stats(struct slot *s, const struct irc_msg *m)
{
	char query = m->params[0][0];
	uint64_t up = clock_since(event_now_ms(), started_clock_ms) / 1000;

	if (!cmd_server_for_us(s, m, 1))
		return;
	if (query == 'u') {
		reply(s->index, RPL_STATSUPTIME, (unsigned long long)(up / 86400), (unsigned long long)(up / 3600 % 24),
		      (unsigned)(up / 60 % 60), (unsigned)(up % 60));
	} else if (query == 'm') {
		budget_each(stats_memory_row, &s->index);
		reply_format(s->index, RPL_STATSDEBUG,
		             "m :in use: %d of %d message blocks, %d of %d users, %d of %d channels",
		             MSG_BLOCKS - msg_free_blocks(), MSG_BLOCKS, user_counts.present, CLIENTS,
		             channel_count_visible(s->index), CHANNELS);
	}
	reply(s->index, RPL_ENDOFSTATS, query > ' ' && query < 0x7f && query != ':' ? query : '*');
}
