/* cmd_mode.c: MODE of channels: k l m n o s t v; that of users is in cmd_user.c.
 *
 * A change is tried letter by letter; what came of it is told to all in one
 * line. All under the chat lock.
 */
#include "server/command.h"

#include <string.h>

#include "base/buf.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "irc/name.h"
#include "server/isupport.h"
#include "server/objects.h"
#include "server/reply.h"
#include "server/room.h"

/* A MODE command being worked off, and what it has come to: `+o-v` and ` alice bob`. */
struct change {
	struct slot *s;
	int channel;
	const struct irc_msg *m;
	int next_param;
	int with_param; /* modes with a parameter so far */
	bool add;
	char sign; /* the last one in `letters`, or 0 */
	struct buf letters, params;
	char letter_text[64], param_text[256];
};

/* The next parameter, or NULL; NULL too when as many have been used as one command may have. */
static const char *take_param(struct change *c)
{
	if (c->next_param == c->m->nparams || c->with_param == MODES_MAX)
		return NULL;
	c->with_param++;
	return c->m->params[c->next_param++];
}

/* Notes a change that was made. */
static void changed(struct change *c, char letter, const char *param)
{
	char sign = c->add ? '+' : '-';

	if (c->sign != sign)
		buf_char(&c->letters, c->sign = sign);
	buf_char(&c->letters, letter);
	if (param != NULL)
		buf_fmt(&c->params, " %s", param);
}

/* o and v. */
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
		reply(c->s->index, ERR_NOSUCHNICK, nick);
	} else if (!channel_has(c->channel, member)) {
		reply(c->s->index, ERR_USERNOTINCHANNEL, users[member].nick, ch->name);
	} else if (bits_has(set, member) != c->add) {
		if (c->add)
			bits_add(set, member);
		else
			bits_remove(set, member);
		changed(c, letter, users[member].nick);
	}
}

static void change_key(struct change *c)
{
	struct channel *ch = &channels[c->channel];
	const char *key = take_param(c);

	if (!c->add) {
		if (ch->key[0] != '\0')
			changed(c, 'k', "*");
		ch->key[0] = '\0';
	} else if (key == NULL) {
		reply(c->s->index, ERR_NEEDMOREPARAMS, "MODE");
	} else if (!name_is_key(key)) {
		reply(c->s->index, ERR_INVALIDMODEPARAM, ch->name, 'k', *key != '\0' ? key : "*");
	} else {
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
	if (text == NULL) {
		reply(c->s->index, ERR_NEEDMOREPARAMS, "MODE");
		return;
	}
	for (const char *p = text; limit >= 0 && *p != '\0'; p++)
		limit = *p >= '0' && *p <= '9' && limit <= UINT16_MAX ? limit * 10 + (*p - '0') : -1;
	if (limit <= 0 || limit > UINT16_MAX) {
		reply(c->s->index, ERR_INVALIDMODEPARAM, ch->name, 'l', *text != '\0' ? text : "*");
		return;
	}
	if (ch->limit != limit)
		changed(c, 'l', text);
	ch->limit = (uint16_t)limit;
}

/* A mode without a parameter; false when there is none of that letter. */
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

static void change_one(struct change *c, char letter)
{
	switch (letter) {
	case '+':
	case '-':
		c->add = letter == '+';
		return;
	case 'o':
	case 'v':
		change_member(c, letter);
		return;
	case 'k':
		change_key(c);
		return;
	case 'l':
		change_limit(c);
		return;
	default:
		if (!change_flag(c, letter))
			reply(c->s->index, ERR_UNKNOWNMODE, letter);
	}
}

/* The lists that this server does not keep are always empty: `MODE #x b` asks for one, with or without the sign. */
static bool answer_list(struct slot *s, int channel, const struct irc_msg *m)
{
	const char *letters = m->params[1] + (m->params[1][0] == '+');
	const char *name = channels[channel].name;

	if (m->nparams > 2 || strlen(letters) != 1)
		return false;
	if (letters[0] == 'b')
		reply(s->index, RPL_ENDOFBANLIST, name);
	else if (letters[0] == 'e')
		reply(s->index, RPL_ENDOFEXCEPTLIST, name);
	else if (letters[0] == 'I')
		reply(s->index, RPL_ENDOFINVITELIST, name);
	else
		return false;
	return true;
}

/* `MODE #x`: what is set. The key is for members' eyes only. */
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

static void change_channel(struct slot *s, int channel, const struct irc_msg *m)
{
	struct change c = { .s = s, .channel = channel, .m = m, .next_param = 2, .add = true };
	struct buf *line;

	buf_init(&c.letters, c.letter_text, sizeof c.letter_text);
	buf_init(&c.params, c.param_text, sizeof c.param_text);
	for (const char *p = m->params[1]; *p != '\0' && p - m->params[1] < REPLY_RESERVE - 2; p++)
		change_one(&c, *p);
	if (c.letters.len == 0)
		return;
	line = event_from(s->index);
	buf_fmt(line, "MODE %s %s%s", channels[channel].name, c.letters.at, c.params.at);
	event_to_set(channels[channel].members);
	event_end();
}

static void mode_of_channel(struct slot *s, const struct irc_msg *m)
{
	int channel;

	do {
		channel = channel_find(m->params[0]);
		if (channel < 0 || !channel_visible(channel, s->index)) {
			reply(s->index, ERR_NOSUCHCHANNEL, m->params[0]);
			return;
		}
		if (m->nparams == 1) {
			answer_channel(s, channel);
			return;
		}
		if (answer_list(s, channel, m))
			return;
		if (!channel_is_op(channel, s->index)) {
			reply(s->index, ERR_CHANOPRIVSNEEDED, channels[channel].name);
			return;
		}
	} while (room_for(s->index, channels[channel].members) == ROOM_WAITED);
	if (s->state == SLOT_OPEN)
		change_channel(s, channel, m);
}

void cmd_mode(struct slot *s, const struct irc_msg *m)
{
	if (name_has_channel_prefix(m->params[0]))
		mode_of_channel(s, m);
	else
		mode_of_user(s, m); /* cmd_user.c */
}
