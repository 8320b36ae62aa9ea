/* cmd_rename.c: RENAME: gives a channel another name; all else stays.
 *
 * Source: IRCv3 draft/channel-rename. Members without that capability are sent
 * a PART of the old channel and a JOIN of the new one, all of them at once.
 * Only then is each sent the topic and the names, while the requester waits for
 * slow members. Under the chat lock.
 */
#include "base/buf.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/history_rename.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "chat/read_marker.h"
#include "chat/tags.h"
#include "chat/user.h"
#include "irc/name.h"
#include "irc/plain.h"
#include "server/cmd/cap.h"
#include "server/cmd/cmd_channel.h"
#include "server/cmd/cmd_list.h"
#include "server/cmd/cmd_marks.h"
#include "server/cmd/command.h"
#include "server/cmd/override.h"
#include "server/cmd/multiline.h"
#include "server/cmd/reply.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"

#include <string.h>

struct rename {
	int channel;
	const char *reason;
	uint32_t told[SLOT_WORDS], others[SLOT_WORDS]; /* members with and without draft/channel-rename */
};

static void fail(struct slot *s, const char *old, const char *new, const char *code, const char *why)
{
	char context[2 * NAME_BYTES], name[NAME_BYTES];
	struct buf b;

	buf_copy(name, sizeof name, new);
	buf_init(&b, context, sizeof context);
	buf_fmt(&b, "%s %s", old, reply_word(name));
	reply_fail(s->index, "RENAME", code, context, why);
}

/* Fills in *r; false after the error reply. */
static bool may_rename(struct slot *s, const char *name, const char *new, struct rename *r)
{
	const struct channel *c;
	int other = channel_find(new);

	r->channel = cmd_channel_any(s, name);
	if (r->channel < 0)
		return false;
	c = &channels[r->channel];
	if (!override_may(r->channel, s->index)) {
		reply(s->index, ERR_CHANOPRIVSNEEDED, c->name);
		return false;
	}
	if (!name_is_channel(new)) {
		fail(s, c->name, new, "CANNOT_RENAME", "That is not a channel name");
		return false;
	}
	if (other >= 0 && (other != r->channel || strcmp(c->name, new) == 0)) {
		fail(s, c->name, new, "CHANNEL_NAME_IN_USE", "A channel of that name exists");
		return false;
	}
	if (channel_room_to_rename(s->index, r->channel, new) != CHANNEL_ROOM) {
		fail(s, c->name, new, "CANNOT_RENAME", "There is no room for one more channel beside " PLAIN_LOBBY);
		return false;
	}
	memcpy(r->told, c->members, sizeof r->told);
	memset(r->others, 0, sizeof r->others);
	cap_split(r->told, CAP_CHANNEL_RENAME, r->others);
	BITS_EACH(slot, r->others, SLOT_WORDS)
		if (outqs[slot].kind == OUTQ_PLAIN) { /* plain mode shows RENAME in words */
			bits_remove(r->others, slot);
			bits_add(r->told, slot);
		}
	if (other >= 0)
		memset(r->others, 0, sizeof r->others); /* only the case changes: to them it is the same name */
	return true;
}

/* Message blocks that a PART and a JOIN for each of the others take at most. */
static int blocks_for(const struct rename *r)
{
	size_t line = TAGS_OWN_BYTES + NICK_MAX + USER_MAX + HOST_MAX + CHANNEL_MAX + sizeof ":!@ PART  :\r\n";
	size_t part = line + strlen(r->reason), join = line + REALNAME_MAX;

	if (part > TAGS_OWN_BYTES + LINE_MAX_BYTES)
		part = TAGS_OWN_BYTES + LINE_MAX_BYTES;
	return bits_count(r->others, SLOT_WORDS) * (msg_blocks_for(part) + msg_blocks_for(join));
}

static void part_old(const struct rename *r)
{
	struct event e;

	BITS_EACH(slot, r->others, SLOT_WORDS) {
		buf_fmt(event_from(&e, slot), *r->reason != '\0' ? "PART %s :%s" : "PART %s", channels[r->channel].name,
		        r->reason);
		event_to(&e, slot);
		event_end(&e);
	}
}

static void join_new(const struct rename *r)
{
	BITS_EACH(slot, r->others, SLOT_WORDS) {
		uint32_t only[SLOT_WORDS] = { 0 };
		bits_add(only, slot);
		cmd_channel_tell_join(slot, r->channel, only, false);
	}
}

/* Sends the others what else follows a JOIN: topic, read marker and names. */
static void show_new(struct slot *s, const struct rename *r, const char *name)
{
	BITS_EACH(slot, r->others, SLOT_WORDS) {
		int channel;
		if (backpressure_wait_to_tell(s->index, slot) == BACKPRESSURE_CLOSED)
			continue;
		channel = channel_find(name);
		if (channel < 0 || !channel_has(channel, slot))
			continue;
		if (channels[channel].topic[0] != '\0')
			cmd_channel_answer_topic(slot, channel);
		cmd_marks_answer(&slots[slot], channels[channel].name);
		if (!(users[slot].caps & CAP_NO_IMPLICIT_NAMES))
			cmd_list_answer_names(s, slot, channel);
	}
}

void cmd_rename(struct slot *s, const struct irc_msg *m)
{
	struct event e;
	struct rename r = { .reason = m->nparams > 2 ? m->params[2] : "" };
	const char *new = m->params[1];
	enum backpressure room;

	do {
		if (!may_rename(s, m->params[0], new, &r))
			return;
		room = backpressure_wait_for_many(s->index, channels[r.channel].members, blocks_for(&r));
	} while (room == BACKPRESSURE_WAITED);
	if (s->state != SLOT_OPEN)
		return;
	if (room == BACKPRESSURE_CLOSED) {
		fail(s, m->params[0], new, "CANNOT_RENAME", "The server is too busy: try again in a while");
		return;
	}
	if (!channel_is_op(r.channel, s->index))
		override_tell(s, r.channel, "RENAME");
	buf_fmt(event_from(&e, s->index), "RENAME %s %s :%s", channels[r.channel].name, new, r.reason);
	event_to_set(&e, r.told);
	event_end(&e);
	part_old(&r);
	history_rename(r.channel, channels[r.channel].name, new);
	read_marker_rename(channels[r.channel].name, new);
	multiline_renamed(channels[r.channel].name, new);
	channel_rename(r.channel, new);
	join_new(&r);
	show_new(s, &r, new);
}
