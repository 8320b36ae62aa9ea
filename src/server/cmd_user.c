/* cmd_user.c: AWAY, ISON, USERHOST: what users say of themselves, and short questions about others.
 *
 * All under the chat lock.
 */
#include "server/command.h"

#include <string.h>

#include "base/buf.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "server/cap.h"
#include "server/objects.h"
#include "server/reply.h"
#include "server/room.h"

void cmd_away(struct slot *s, const struct irc_msg *m)
{
	struct user *u = &users[s->index];
	uint32_t peers[SLOT_WORDS];

	do {
		memset(peers, 0, sizeof peers);
		user_peers(s->index, peers);
		cap_split(peers, CAP_AWAY_NOTIFY, NULL);
	} while (room_for(s->index, peers) == ROOM_WAITED);
	if (s->state != SLOT_OPEN)
		return;
	buf_copy(u->away, sizeof u->away, m->nparams > 0 ? m->params[0] : "");
	if (u->away[0] != '\0')
		reply(s->index, RPL_NOWAWAY);
	else
		reply(s->index, RPL_UNAWAY);
	buf_fmt(event_from(s->index), u->away[0] != '\0' ? "AWAY :%s" : "AWAY", u->away);
	event_to_set(peers);
	event_end();
}

/* ---- ISON, USERHOST ---- */

/* Appends a word to a list of words; when there is no room for it, sends the list as `numeric` and begins anew. */
static void list_word(struct slot *s, struct buf *b, enum numeric numeric, const char *word)
{
	if (b->len > 0 && b->len + 1 + strlen(word) > b->size - 1) {
		reply_format(s->index, numeric, RPL_ISON_TEXT, b->at);
		buf_init(b, b->at, b->size);
	}
	buf_fmt(b, "%s%s", b->len > 0 ? " " : "", word);
}

void cmd_ison(struct slot *s, const struct irc_msg *m)
{
	char nick[NICK_MAX + 2];
	struct buf b;

	reply_list(s->index, &b, 1);
	for (int i = 0; i < m->nparams; i++) {
		/* Clients send them as parameters, or all in the last one. */
		for (const char *p = m->params[i]; *(p += strspn(p, " ")) != '\0';) {
			size_t n = strcspn(p, " ");
			int slot = -1;
			if (n < sizeof nick) {
				memcpy(nick, p, n);
				nick[n] = '\0';
				slot = user_find_registered(nick);
			}
			if (slot >= 0)
				list_word(s, &b, RPL_ISON, users[slot].nick);
			p += n;
		}
	}
	reply(s->index, RPL_ISON, b.at);
}

void cmd_userhost(struct slot *s, const struct irc_msg *m)
{
	char word[NICK_MAX + USER_MAX + HOST_MAX + 4];
	struct buf b;

	reply_list(s->index, &b, 1);
	for (int i = 0; i < m->nparams; i++) {
		int slot = user_find_registered(m->params[i]);
		struct buf w;
		if (slot < 0)
			continue;
		buf_init(&w, word, sizeof word);
		buf_fmt(&w, "%s=%c%s@%s", users[slot].nick, users[slot].away[0] != '\0' ? '-' : '+', users[slot].name,
		        users[slot].host);
		list_word(s, &b, RPL_USERHOST, word);
	}
	reply(s->index, RPL_USERHOST, b.at);
}
