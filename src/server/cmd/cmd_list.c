/* cmd_list.c: NAMES, LIST: channels and their members.
 *
 * All under the chat lock. Long replies wait between their lines while the
 * requester's queue is full; after each wait everything is looked up again.
 */
#include "server/cmd/cmd_list.h"

#include "base/buf.h"
#include "base/clock.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "irc/name.h"
#include "server/cmd/cap.h"
#include "server/cmd/command.h"
#include "server/cmd/reply.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"

#include <string.h>

/* ---- NAMES ---- */

/* A member as RPL_NAMREPLY lists it. */
static void put_member(struct buf *b, int asker, int channel, int member)
{
	const struct user *u = &users[member];
	const char *signs = channel_signs(channel, member, users[asker].caps & CAP_MULTI_PREFIX);

	while (*signs != '\0')
		buf_char(b, *signs++);
	buf_str(b, u->nick);
	if (users[asker].caps & CAP_USERHOST_IN_NAMES)
		buf_fmt(b, "!%s@%s", u->name, u->host);
}

/* Sends as many RPL_NAMREPLY (353) as the channel takes, and copies the channel's name to `name`. False: the recipient
 * is being closed, or has left the channel. */
static bool list_members(struct slot *s, int to, int channel, char name[CHANNEL_MAX + 1])
{
	int member = 0;

	buf_copy(name, CHANNEL_MAX + 1, channels[channel].name);
	while (member >= 0 && channel >= 0) {
		struct channel *c = &channels[channel];
		struct buf b;
		reply_list(to, &b, strlen(name) + 4); /* `= name :` */
		while ((member = bits_next(c->members, SLOT_WORDS, member)) >= 0) {
			size_t before = b.len;
			bool shown = channel_has(channel, to) || !(users[member].modes & USER_INVISIBLE);
			if (shown) {
				if (b.len > 0)
					buf_char(&b, ' ');
				put_member(&b, to, channel, member);
			}
			if (b.overflow) {
				b.at[b.len = before] = '\0';
				break; /* this member begins the next line */
			}
			member++;
		}
		if (b.len > 0)
			reply(to, RPL_NAMREPLY, c->modes & CHANNEL_SECRET ? "@" : "=", name, b.at);
		if (member >= 0 && backpressure_wait_to_tell(s->index, to) == BACKPRESSURE_CLOSED)
			return false;
		channel = channel_find(name); /* after a wait the channel may be gone */
		if (to != s->index && (channel < 0 || !channel_has(channel, to)))
			return false; /* so may the recipient, and its slot may have a new user */
	}
	return true;
}

void cmd_list_answer_names(struct slot *s, int to, int channel)
{
	char name[CHANNEL_MAX + 1];

	if (list_members(s, to, channel, name))
		reply(to, RPL_ENDOFNAMES, name);
}

/* NAMES without a parameter: all channels that the user may see, and a single RPL_ENDOFNAMES. */
static void names_of_all(struct slot *s)
{
	char name[CHANNEL_MAX + 1];

	for (int channel = 0; channel < CHANNELS && backpressure_wait_to_answer(s->index) != BACKPRESSURE_CLOSED;
	     channel++)
		if (channels[channel].count > 0 && channel_visible(channel, s->index) &&
		    !list_members(s, s->index, channel, name))
			return;
	reply(s->index, RPL_ENDOFNAMES, "*");
}

void cmd_names(struct slot *s, const struct irc_msg *m)
{
	const char *names = m->nparams > 0 ? m->params[0] : "";
	char name[NAME_BYTES];

	if (*names == '\0')
		names_of_all(s);
	while (irc_list_next(&names, name, sizeof name) &&
	       backpressure_wait_to_answer(s->index) != BACKPRESSURE_CLOSED) {
		int channel = channel_find(name);
		if (channel >= 0 && channel_visible(channel, s->index))
			cmd_list_answer_names(s, s->index, channel);
		else
			reply(s->index, RPL_ENDOFNAMES, reply_word(name));
	}
}

/* ---- LIST ---- */

/* A condition of ELIST: `<N` or `>N` users; `C<N` or `C>N`, created N minutes ago; `T<N` or `T>N`, topic set N minutes
 * ago. Both comparisons are strict. */
struct condition {
	char of; /* C, T or U */
	bool more;
	uint64_t than;
};

/* False: the item is not a condition. */
static bool parse_condition(const char *item, struct condition *c)
{
	uint64_t than = 0;

	c->of = 'U';
	if (name_fold(*item) == 'c' || name_fold(*item) == 't')
		c->of = *item++ & ~('a' - 'A');
	if (*item != '<' && *item != '>')
		return false;
	c->more = *item++ == '>';
	if (*item == '\0')
		return false;
	for (; *item >= '0' && *item <= '9'; item++)
		than = than < UINT32_MAX ? than * 10 + (uint64_t)(*item - '0') : than;
	c->than = than;
	return *item == '\0';
}

static bool meets(const struct channel *c, const struct condition *want)
{
	uint64_t since = want->of == 'C' ? c->created : c->topic_at, now = event_wall_ms() / 1000;
	uint64_t value = want->of == 'U' ? c->count : clock_since(now, since);
	uint64_t than = want->of == 'U' ? want->than : want->than * 60;

	if (want->of == 'T' && c->topic[0] == '\0')
		return false;
	return want->more ? value > than : value < than;
}

/* How a channel meets the parameters of LIST: it must meet each condition, match no `!mask`, and match one of the masks
 * or names if there are any. */
struct wanted {
	bool refused, masks, matched;
};

static void look_at(struct wanted *w, const struct channel *c, const char *list)
{
	struct condition condition;
	char item[CHANNEL_MAX + 4];

	while (irc_list_next(&list, item, sizeof item)) {
		bool whole = strlen(item) < sizeof item - 1; /* else it was cut off, and matches no name */
		if (parse_condition(item, &condition)) {
			w->refused |= !meets(c, &condition);
		} else if (item[0] == '!') {
			w->refused |= whole && name_match(item + 1, c->name);
		} else {
			w->masks = true;
			w->matched |= whole && name_match(item, c->name);
		}
	}
}

void cmd_list(struct slot *s, const struct irc_msg *m)
{
	reply(s->index, RPL_LISTSTART);
	for (int channel = 0; channel < CHANNELS && backpressure_wait_to_answer(s->index) != BACKPRESSURE_CLOSED;
	     channel++) {
		const struct channel *c = &channels[channel];
		struct wanted w = { .refused = false };
		if (c->count == 0 || !channel_visible(channel, s->index))
			continue;
		for (int i = 0; i < m->nparams; i++)
			look_at(&w, c, m->params[i]);
		if (!w.refused && w.matched == w.masks)
			reply(s->index, RPL_LIST, c->name, c->count, c->topic);
	}
	reply(s->index, RPL_LISTEND);
}
