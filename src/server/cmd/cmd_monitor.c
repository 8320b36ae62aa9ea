/* cmd_monitor.c: MONITOR: notifications when users come online and go offline.
 *
 * All under the chat lock. Lists wait between their lines while the requester's
 * queue is full. After a wait, each nick is looked up again, so that the last
 * report of a nick is true. Source: IRCv3 monitor.
 */
#include "server/cmd/cmd_monitor.h"

#include "base/buf.h"
#include "chat/event.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "chat/watch.h"
#include "irc/name.h"
#include "server/cmd/command.h"
#include "server/cmd/reply.h"
#include "server/config/settings.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"

#include <string.h>

void cmd_monitor_tell(int slot, bool here)
{
	struct event e;
	const struct user *u = &users[slot];
	uint32_t watchers[SLOT_WORDS] = { 0 };
	struct buf *b;

	watch_readers(u->nick, watchers);
	if (bits_none(watchers, SLOT_WORDS))
		return;
	b = event_begin(&e);
	buf_fmt(b, ":%s %d * :%s", settings.name, here ? RPL_MONONLINE : RPL_MONOFFLINE, u->nick);
	if (here)
		buf_fmt(b, "!%s@%s", u->name, u->host);
	event_to_set(&e, watchers);
	event_end(&e);
}

/* The targets of a command up to `end` (NULL: all); if `list` is NULL, all nicks that the user monitors. */
struct targets {
	int slot;
	const char *list, *end;
	int at;
	char nick[NICK_MAX + 2];
};

/* Moves to the next target; skips words that cannot be nicks. False at the end. */
static bool next_target(struct targets *t)
{
	if (t->list == NULL) {
		const char *nick = watch_next(t->slot, &t->at);
		buf_copy(t->nick, sizeof t->nick, nick != NULL ? nick : "");
		return nick != NULL;
	}
	while ((t->end == NULL || t->list < t->end) && irc_list_next(&t->list, t->nick, sizeof t->nick))
		if (name_is_nick(t->nick))
			return true;
	return false;
}

/* A comma-separated list, in as many lines of `numeric` as it takes. */
struct listing {
	struct slot *s;
	enum numeric numeric;
	struct buf b;
};

static void listing_begin(struct listing *l)
{
	reply_list(l->s->index, &l->b, l->numeric == ERR_MONLISTFULL ? sizeof ERR_MONLISTFULL_TEXT + 8 : 1);
}

static void listing_send(struct listing *l)
{
	if (l->b.len == 0)
		return;
	if (l->numeric == ERR_MONLISTFULL)
		reply(l->s->index, ERR_MONLISTFULL, WATCHES_PER_CLIENT, l->b.at);
	else
		reply_format(l->s->index, l->numeric, RPL_MONONLINE_TEXT, l->b.at);
}

/* Appends a word. False: the line was full and has been sent, so the word must be looked up again: this may have
 * waited. */
static bool listing_add(struct listing *l, const char *word)
{
	if (l->b.len + 1 + strlen(word) < l->b.size) {
		buf_fmt(&l->b, "%s%s", l->b.len > 0 ? "," : "", word);
		return true;
	}
	listing_send(l);
	(void)backpressure_wait_to_answer(l->s->index);
	listing_begin(l);
	return false;
}

/* The word for a nick in such a list; NULL: the nick does not belong there. */
static const char *listing_word(const struct listing *l, const char *nick, char *source, size_t size)
{
	int slot = user_find_registered(nick);
	struct buf b;

	if (l->numeric == RPL_MONOFFLINE)
		return slot < 0 ? nick : NULL;
	if (l->numeric != RPL_MONONLINE)
		return nick;
	if (slot < 0)
		return NULL;
	buf_init(&b, source, size);
	buf_fmt(&b, "%s!%s@%s", users[slot].nick, users[slot].name, users[slot].host);
	return source;
}

static void list_targets(struct slot *s, enum numeric numeric, struct targets t)
{
	struct listing l = { .s = s, .numeric = numeric };
	char source[NICK_MAX + USER_MAX + HOST_MAX + 3];
	const char *word;

	listing_begin(&l);
	while (next_target(&t))
		do {
			word = listing_word(&l, t.nick, source, sizeof source);
		} while (word != NULL && s->state == SLOT_OPEN && !listing_add(&l, word));
	listing_send(&l);
}

static void monitor_add(struct slot *s, const char *list)
{
	struct targets t = { .slot = s->index, .list = list }, added = t;
	bool full = false;
	const char *before = list;

	while (!full && next_target(&t)) {
		full = !watch_add(s->index, t.nick);
		if (!full)
			before = t.list;
	}
	added.end = before;
	list_targets(s, RPL_MONONLINE, added);
	list_targets(s, RPL_MONOFFLINE, added);
	t = (struct targets){ .slot = s->index, .list = before };
	if (full)
		list_targets(s, ERR_MONLISTFULL, t);
}

void cmd_monitor(struct slot *s, const struct irc_msg *m)
{
	const char *list = m->nparams > 1 ? m->params[1] : "";
	struct targets t = { .slot = s->index, .list = list }, all = { .slot = s->index };
	char what = m->params[0][0];

	if (what != '\0' && m->params[0][1] != '\0')
		what = '\0'; /* exactly one modifier */
	if ((what == '+' || what == '-') && *list == '\0') {
		reply(s->index, ERR_NEEDMOREPARAMS, "MONITOR");
	} else if (what == '+') {
		monitor_add(s, list);
	} else if (what == '-') {
		while (next_target(&t))
			watch_remove(s->index, t.nick);
	} else if (name_fold(what) == 'c') {
		watch_clear(s->index);
	} else if (name_fold(what) == 'l') {
		list_targets(s, RPL_MONLIST, all);
		if (backpressure_wait_to_answer(s->index) != BACKPRESSURE_CLOSED)
			reply(s->index, RPL_ENDOFMONLIST);
	} else if (name_fold(what) == 's') {
		list_targets(s, RPL_MONONLINE, all);
		list_targets(s, RPL_MONOFFLINE, all);
	} else {
		reply(s->index, ERR_UNKNOWNERROR, "MONITOR", "The subcommands are + - C L S; see HELP MONITOR");
	}
}
