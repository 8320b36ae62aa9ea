/* cmd_mode.c: MODE of channels: b e I k l C i m n s t o v; user modes are in cmd_user.c.
 *
 * Changes are applied letter by letter; then all members are sent the result,
 * in one line if it fits. All under the chat lock. Long lists wait between
 * their lines while the requester's queue is full.
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/history.h"
#include "chat/mask.h"
#include "chat/scratch.h"
#include "chat/user.h"
#include "irc/name.h"
#include "server/cmd/cmd_user.h"
#include "server/cmd/command.h"
#include "server/cmd/override.h"
#include "server/cmd/reply.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"

#include <string.h>

/* A MODE command in progress, and the changes made so far: `+o-v` and ` alice bob`. */
struct change {
	struct slot *s;
	int channel;
	const struct irc_msg *m;
	int next_param;
	bool add;
	bool told;      /* the members know that an operator of the server does it, or one of the channel does */
	char sign;      /* the last sign in `letters`, or 0 */
	unsigned asked; /* the lists to be sent: a bit for each enum mask_list */
	struct buf letters, params;
	char letter_text[64];
};

/* Bytes of letters that one command may have; the rest is ignored. Each letter may need a reply (REPLY_RESERVE), and
 * all fit in letter_text with their signs. */
#define LETTERS_MAX (REPLY_RESERVE - 4)

static void begin_line(struct change *c)
{
	const struct user *u = &users[c->s->index];
	/* `:nick!user@host MODE #channel letters` in front, CR LF behind */
	size_t others = strlen(u->nick) + strlen(u->name) + strlen(u->host) + strlen(channels[c->channel].name) + 12 +
	                sizeof c->letter_text;

	buf_init(&c->letters, c->letter_text, sizeof c->letter_text);
	buf_init(&c->params, scratch_lines[SCRATCH_LIST].text, LINE_MAX_BYTES - others);
	c->sign = 0;
}

/* Sends all members the changes made since begin_line. */
static void end_line(struct change *c)
{
	struct event e;

	if (c->letters.len == 0)
		return;
	if (!c->told)
		override_tell(c->s, c->channel, "MODE");
	c->told = true;
	buf_fmt(event_from(&e, c->s->index), "MODE %s %s%s", channels[c->channel].name, c->letters.at, c->params.at);
	event_to_set(&e, channels[c->channel].members);
	event_keep(&e, HISTORY_DEEDS, c->channel);
	event_end(&e);
	for (int i = 0; i < CLIENTS; i++)
		slot_changed(i);
}

/* Records a change; begins another line if it does not fit in this one. */
static void changed(struct change *c, char letter, const char *param)
{
	char sign = c->add ? '+' : '-';

	if (param != NULL && c->params.len + 1 + strlen(param) >= c->params.size) {
		end_line(c);
		begin_line(c);
	}
	if (c->sign != sign)
		buf_char(&c->letters, c->sign = sign);
	buf_char(&c->letters, letter);
	if (param != NULL)
		buf_fmt(&c->params, " %s", param);
}

/* The next parameter, or NULL. */
static const char *next_param(struct change *c)
{
	return c->next_param < c->m->nparams ? c->m->params[c->next_param++] : NULL;
}

/* The next parameter; NULL after the error reply (461). */
static const char *take_param(struct change *c)
{
	const char *param = next_param(c);

	if (param == NULL)
		reply(c->s->index, ERR_NEEDMOREPARAMS, "MODE");
	return param;
}

static void refuse_param(struct change *c, char letter, const char *param)
{
	reply(c->s->index, ERR_INVALIDMODEPARAM, channels[c->channel].name, letter,
	      strlen(param) <= MASK_PLAIN_MAX ? reply_word(param) : "*");
}

/* Modes o and v. */
static void change_member(struct change *c, char letter)
{
	struct channel *ch = &channels[c->channel];
	uint32_t *set = letter == 'o' ? ch->ops : ch->voices;
	const char *nick = take_param(c);
	int member;

	if (nick == NULL)
		return;
	member = user_find_registered(nick);
	if (member < 0) {
		reply(c->s->index, ERR_NOSUCHNICK, reply_word(nick));
	} else if (!channel_has(c->channel, member)) {
		reply(c->s->index, ERR_USERNOTINCHANNEL, users[member].nick, ch->name);
	} else if (bits_has(set, member) != c->add) {
		if (letter == 'o')
			channel_set_op(c->channel, member, c->add);
		else if (c->add)
			bits_add(set, member);
		else
			bits_remove(set, member);
		changed(c, letter, users[member].nick);
	}
}

static void change_key(struct change *c)
{
	struct channel *ch = &channels[c->channel];
	const char *key = c->add ? take_param(c) : next_param(c);

	if (!c->add) { /* any key will do: older clients do not know the right one */
		if (ch->key[0] != '\0')
			changed(c, 'k', "*");
		ch->key[0] = '\0';
	} else if (key != NULL && !name_is_key(key)) {
		refuse_param(c, 'k', key);
	} else if (key != NULL && strcmp(ch->key, key) != 0) {
		buf_copy(ch->key, sizeof ch->key, key);
		changed(c, 'k', key);
	}
}

static void change_limit(struct change *c)
{
	struct channel *ch = &channels[c->channel];
	const char *text;
	int limit = 0;

	if (!c->add) {
		if (ch->limit != 0)
			changed(c, 'l', NULL);
		ch->limit = 0;
		return;
	}
	text = take_param(c);
	if (text == NULL)
		return;
	while (*text == '0' && text[1] != '\0')
		text++; /* without leading zeros: members see what is stored */
	for (const char *p = text; limit >= 0 && *p != '\0'; p++)
		limit = *p >= '0' && *p <= '9' && limit <= UINT16_MAX ? limit * 10 + (*p - '0') : -1;
	if (limit <= 0 || limit > UINT16_MAX) {
		refuse_param(c, 'l', text);
		return;
	}
	if (ch->limit != limit)
		changed(c, 'l', text);
	ch->limit = (uint16_t)limit;
}

/* Modes b, e and I. Without a mask, they request the list. */
static void change_mask(struct change *c, enum mask_list list)
{
	char letter = MASK_LETTERS[list], text[MASK_MAX + 1];
	const char *typed = next_param(c);
	struct mask mask;
	int place;

	if (typed == NULL || *typed == '\0') {
		c->asked |= 1u << list;
	} else if (!mask_complete(typed, text) || (list == MASK_INVITE && mask_kind(text) != MASK_PLAIN)) {
		refuse_param(c, letter, typed);
	} else if (c->add) {
		enum mask_added added =
			mask_add(c->channel, list, text, users[c->s->index].nick, event_wall_ms() / 1000);
		if (added == MASK_ADDED)
			changed(c, letter, text);
		else if (added == MASK_FULL)
			reply(c->s->index, ERR_BANLISTFULL, channels[c->channel].name, letter);
	} else if ((place = mask_find(c->channel, list, text)) >= 0 && mask_at(c->channel, list, place, &mask)) {
		changed(c, letter, mask.text);
		mask_remove(c->channel, list, place);
	}
}

/* A mode without a parameter; false: there is no such mode. */
static bool change_flag(struct change *c, char letter)
{
	struct channel *ch = &channels[c->channel];
	const char *at = strchr(CHANNEL_MODE_LETTERS, letter);
	uint8_t bit;

	if (at == NULL)
		return false;
	bit = (uint8_t)(1 << (at - CHANNEL_MODE_LETTERS));
	if (!!(ch->modes & bit) != c->add) {
		ch->modes ^= bit;
		changed(c, letter, NULL);
	}
	return true;
}

/* Applies the letter or sign that text begins with; returns its length in bytes. */
static size_t change_one(struct change *c, const char *text)
{
	const char letter = *text, *list = strchr(MASK_LETTERS, letter);
	size_t len = 1;

	if (letter == '+' || letter == '-')
		c->add = letter == '+';
	else if (list != NULL)
		change_mask(c, (enum mask_list)(list - MASK_LETTERS));
	else if (letter == 'o' || letter == 'v')
		change_member(c, letter);
	else if (letter == 'k')
		change_key(c);
	else if (letter == 'l')
		change_limit(c);
	else if (!change_flag(c, letter)) {
		char unknown[5] = "";
		len = utf8_char(text, strlen(text));
		memcpy(unknown, text, len);
		reply(c->s->index, ERR_UNKNOWNMODE, reply_word(unknown));
	}
	return len;
}

/* Applies the changes; returns the lists that the command requests as well, a bit for each enum mask_list. */
static unsigned change_channel(struct slot *s, int channel, const struct irc_msg *m)
{
	struct change c = { .s = s, .channel = channel, .m = m, .next_param = 2, .add = true };

	c.told = channel_is_op(channel, s->index);

	begin_line(&c);
	for (const char *p = m->params[1]; *p != '\0' && p - m->params[1] < LETTERS_MAX;)
		p += change_one(&c, p);
	end_line(&c);
	return c.asked;
}

/* ---- queries ---- */

/* The lists that the command requests if it does nothing else (`MODE #x b`, with or without a sign), a bit for each
 * enum mask_list; else 0. Anyone who sees the channel may request them. */
static unsigned lists_asked(const struct irc_msg *m)
{
	unsigned asked = 0;

	if (m->nparams > 2)
		return 0;
	for (const char *p = m->params[1] + strspn(m->params[1], "+-"); *p != '\0'; p++) {
		const char *list = strchr(MASK_LETTERS, *p);
		if (list == NULL)
			return 0;
		asked |= 1u << (list - MASK_LETTERS);
	}
	return asked;
}

/* Operators of the server see the modes of every channel, which they may change. */
static bool may_see(int channel, int slot)
{
	return channel_visible(channel, slot) || users[slot].modes & USER_OPER;
}

/* Sends one list; waits between the masks while the requester's queue is full. */
static void answer_masks(struct slot *s, const char *name, enum mask_list list)
{
	static const struct {
		enum numeric item, end;
		const char *end_text;
	} numerics[MASK_LISTS] = {
		[MASK_BAN] = { RPL_BANLIST, RPL_ENDOFBANLIST, RPL_ENDOFBANLIST_TEXT },
		[MASK_EXCEPT] = { RPL_EXCEPTLIST, RPL_ENDOFEXCEPTLIST, RPL_ENDOFEXCEPTLIST_TEXT },
		[MASK_INVITE] = { RPL_INVEXLIST, RPL_ENDOFINVEXLIST, RPL_ENDOFINVEXLIST_TEXT },
	};

	for (int place = 0; backpressure_wait_to_answer(s->index) != BACKPRESSURE_CLOSED; place++) {
		int channel = channel_find(name);
		struct mask mask;
		if (channel < 0 || !may_see(channel, s->index) || !mask_at(channel, list, place, &mask)) {
			reply_format(s->index, numerics[list].end, numerics[list].end_text, name);
			return;
		}
		reply_format(s->index, numerics[list].item, RPL_BANLIST_TEXT, name, mask.text, mask.by,
		             (unsigned long)mask.set_at);
	}
}

/* `MODE #x`: the channel's modes. Only members are sent the key. */
static void answer_channel(struct slot *s, int channel)
{
	const struct channel *c = &channels[channel];
	char modes[64];
	struct buf b;

	buf_init(&b, modes, sizeof modes);
	buf_char(&b, '+');
	for (size_t i = 0; i < strlen(CHANNEL_MODE_LETTERS); i++)
		if (c->modes >> i & 1)
			buf_char(&b, CHANNEL_MODE_LETTERS[i]);
	if (c->limit > 0)
		buf_char(&b, 'l');
	if (c->key[0] != '\0')
		buf_char(&b, 'k');
	if (c->limit > 0)
		buf_fmt(&b, " %d", c->limit);
	if (c->key[0] != '\0' && channel_has(channel, s->index))
		buf_fmt(&b, " %s", c->key);
	reply(s->index, RPL_CHANNELMODEIS, c->name, modes);
	reply(s->index, RPL_CREATIONTIME, c->name, (unsigned long long)c->created);
}

static void mode_of_channel(struct slot *s, const struct irc_msg *m)
{
	char name[CHANNEL_MAX + 1];
	unsigned asked;
	int channel;

	do {
		channel = channel_find(m->params[0]);
		if (channel < 0 || !may_see(channel, s->index)) {
			reply(s->index, ERR_NOSUCHCHANNEL, reply_word(m->params[0]));
			return;
		}
		if (m->nparams == 1 || m->params[1][strspn(m->params[1], "+-")] == '\0') { /* no letter: a query */
			answer_channel(s, channel);
			return;
		}
		asked = lists_asked(m);
		if (asked == 0 && !override_may(channel, s->index)) {
			reply(s->index, ERR_CHANOPRIVSNEEDED, channels[channel].name);
			return;
		}
	} while (asked == 0 && backpressure_wait_for(s->index, channels[channel].members) == BACKPRESSURE_WAITED);
	if (s->state != SLOT_OPEN)
		return;
	buf_copy(name, sizeof name, channels[channel].name);
	if (asked == 0)
		asked = change_channel(s, channel, m);
	for (int list = 0; list < MASK_LISTS; list++)
		if (asked >> list & 1)
			answer_masks(s, name, (enum mask_list)list);
}

void cmd_mode(struct slot *s, const struct irc_msg *m)
{
	if (name_has_channel_prefix(m->params[0]))
		mode_of_channel(s, m);
	else
		cmd_user_mode(s, m); /* cmd_user.c */
}
