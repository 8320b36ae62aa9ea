/* cmd_talk.c: PRIVMSG, NOTICE, TAGMSG: what people say. All under the chat lock.
 *
 * What is said to a whole channel becomes its history; what is said to its
 * operators only, or to one person, does not: without accounts nobody could
 * prove later that it was for them.
 */
#include "server/command.h"

#include <string.h>

#include "base/buf.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "irc/name.h"
#include "server/cap.h"
#include "server/isupport.h"
#include "server/objects.h"
#include "server/reply.h"
#include "server/room.h"

/* One message. NOTICE is never answered, not even with an error (Modern IRC, "NOTICE message"). */
struct talk {
	const char *command, *text; /* text NULL: tags alone */
	const char *tags;           /* as the client sent them, or NULL */
	bool quiet;
};

/* Leaves those who can hear it, and adds the speaker if they want their own words back (IRCv3 echo-message). */
static void choose_hearers(int slot, const struct talk *t, uint32_t set[SLOT_WORDS])
{
	if (users[slot].caps & CAP_ECHO_MESSAGE)
		bits_add(set, slot);
	else
		bits_remove(set, slot);
	if (t->text == NULL)
		cap_split(set, CAP_MESSAGE_TAGS, NULL);
}

/* Begins the event. `status` is what stands in front of a channel's name when not all of it is meant. */
static void begin_event(struct slot *s, const struct talk *t, const char *status, const char *target)
{
	struct buf *b = event_from(s->index);

	event_tags(t->tags);
	buf_fmt(b, "%s %s%s", t->command, status, target);
	if (t->text != NULL)
		buf_fmt(b, " :%s", t->text);
}

/* ---- to a channel ---- */

/* The channel, if the user may say that there; else -1, after saying why not. */
static int channel_to_talk(struct slot *s, const struct talk *t, const char *name)
{
	int channel = channel_find(name);
	const char *why = NULL;

	if (channel >= 0)
		why = channel_refuses(channel, s->index, t->text != NULL ? t->text : "");
	if (channel >= 0 && why == NULL)
		return channel;
	if (t->quiet)
		return -1;
	if (channel < 0 || !channel_visible(channel, s->index))
		reply(s->index, ERR_NOSUCHCHANNEL, name);
	else
		reply(s->index, ERR_CANNOTSENDTOCHAN, channels[channel].name, why);
	return -1;
}

/* Tags that say what is so just now, and so are no history. */
static bool is_passing(const struct talk *t)
{
	size_t len;

	return irc_tag_raw(t->tags, "+typing", &len) != NULL;
}

static void talk_to_channel(struct slot *s, const struct talk *t, const char *status, const char *name)
{
	uint32_t hearers[SLOT_WORDS];
	int channel;

	do {
		channel = channel_to_talk(s, t, name);
		if (channel < 0)
			return;
		for (int w = 0; w < SLOT_WORDS; w++) {
			const struct channel *c = &channels[channel];
			uint32_t voices = *status == '+' ? c->voices[w] : 0;
			hearers[w] = *status != '\0' ? c->ops[w] | voices : c->members[w];
		}
		choose_hearers(s->index, t, hearers);
	} while (room_for(s->index, hearers) == ROOM_WAITED);
	if (s->state != SLOT_OPEN)
		return;
	begin_event(s, t, status, channels[channel].name);
	event_to_set(hearers);
	if (*status == '\0' && t->text != NULL)
		event_keep(HISTORY_TALK, channel);
	else if (*status == '\0' && !is_passing(t))
		event_keep(HISTORY_DEEDS, channel);
	event_end();
}

/* ---- to a user ---- */

static void talk_to_user(struct slot *s, const struct talk *t, const char *nick)
{
	uint32_t hearers[SLOT_WORDS], echo[SLOT_WORDS];
	int to;

	do {
		to = user_find_registered(nick);
		if (to < 0) {
			if (!t->quiet)
				reply(s->index, ERR_NOSUCHNICK, nick);
			return;
		}
		memset(echo, 0, sizeof echo);
		choose_hearers(s->index, t, echo);
		memset(hearers, 0, sizeof hearers);
		bits_add(hearers, to);
		if (t->text == NULL)
			cap_split(hearers, CAP_MESSAGE_TAGS, NULL);
	} while (room_for(s->index, hearers) == ROOM_WAITED);
	if (s->state != SLOT_OPEN)
		return;
	begin_event(s, t, "", users[to].nick);
	/* What one says to oneself comes twice: as it came to be heard, and as the answer to having said it. */
	if (!bits_none(hearers, SLOT_WORDS))
		event_to_reader(to);
	event_to_set(echo);
	event_end();
	if (t->text != NULL && !t->quiet && users[to].away[0] != '\0')
		reply(s->index, RPL_AWAY, users[to].nick, users[to].away);
}

/* ---- the commands ---- */

/* For each target. */
static void talk(struct slot *s, const char *targets, const struct talk *t)
{
	char target[CHANNEL_MAX + 4];

	for (int n = 0; irc_list_next(&targets, target, sizeof target); n++) {
		const char *name = target + strspn(target, "@+");
		if (n == TARGETS_MAX) {
			if (!t->quiet)
				reply(s->index, ERR_TOOMANYTARGETS, target, TARGETS_MAX);
			return;
		}
		if (room_to_answer(s->index) == ROOM_CLOSED)
			return;
		if (*name == '#' && name > target)
			talk_to_channel(s, t, memchr(target, '+', (size_t)(name - target)) != NULL ? "+" : "@", name);
		else if (name_has_channel_prefix(target))
			talk_to_channel(s, t, "", target);
		else
			talk_to_user(s, t, target);
	}
}

/* The tags that go along: those of a client that knows what they are. */
static const char *tags_of(const struct slot *s, const struct irc_msg *m)
{
	return users[s->index].caps & CAP_MESSAGE_TAGS ? m->tags : NULL;
}

static void say(struct slot *s, const struct irc_msg *m, const char *command, bool quiet)
{
	struct talk t = { .command = command, .tags = tags_of(s, m), .quiet = quiet };

	if (m->nparams == 0 || m->params[0][0] == '\0') {
		if (!quiet)
			reply(s->index, ERR_NORECIPIENT, command);
		return;
	}
	if (m->nparams == 1 || m->params[1][0] == '\0') {
		if (!quiet)
			reply(s->index, ERR_NOTEXTTOSEND);
		return;
	}
	t.text = m->params[1];
	users[s->index].spoke_ms = event_now_ms();
	talk(s, m->params[0], &t);
}

void cmd_privmsg(struct slot *s, const struct irc_msg *m)
{
	say(s, m, "PRIVMSG", false);
}

void cmd_notice(struct slot *s, const struct irc_msg *m)
{
	say(s, m, "NOTICE", true);
}

void cmd_tagmsg(struct slot *s, const struct irc_msg *m)
{
	struct talk t = { .command = "TAGMSG", .tags = tags_of(s, m) };

	talk(s, m->params[0], &t);
}
