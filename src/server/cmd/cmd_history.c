/* cmd_history.c: CHATHISTORY, and the replay on JOIN for clients without it.
 *
 * Source: IRCv3 draft/chathistory. All under the chat lock. Only members may
 * read a channel's history. Long replies wait between their lines; meanwhile
 * messages may be dropped, but their numbers (irc/msgid.h) stay valid as
 * positions.
 */
#include "server/cmd/cmd_history.h"

#include "base/clock.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/history.h"
#include "chat/labeled.h"
#include "chat/lines.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "irc/format.h"
#include "irc/msgid.h"
#include "irc/name.h"
#include "server/cmd/cap.h"
#include "server/cmd/command.h"
#include "server/cmd/multiline.h"
#include "server/cmd/reply.h"
#include "server/config/settings.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"

#include <string.h>

/* The subcommands of CHATHISTORY. */
enum which { BEFORE, AFTER, LATEST, AROUND, BETWEEN, TARGETS, SUBCOMMANDS };
static const struct {
	const char *name;
	int params; /* including the subcommand and the limit */
} subcommands[SUBCOMMANDS] = {
	[BEFORE] = { "BEFORE", 4 }, [AFTER] = { "AFTER", 4 },     [LATEST] = { "LATEST", 4 },
	[AROUND] = { "AROUND", 4 }, [BETWEEN] = { "BETWEEN", 5 }, [TARGETS] = { "TARGETS", 4 },
};

/* A position in history, as `msgid=...` or `timestamp=...` names it. */
struct place {
	uint32_t until; /* the last message number at or before the position */
	uint32_t since; /* the first message number at or after it */
};

/* A range of a channel's messages: their numbers lie between `after` and `before`, both exclusive. */
struct range {
	uint32_t after, before;
	bool last; /* if there are more than the limit: the last ones, not the first */
	int limit;
};

/* True for clients that are sent joins, parts and the like as well (draft/event-playback). They need message-tags,
 * because some of these events are tags alone. */
static bool knows_deeds(int slot)
{
	return (users[slot].caps & (CAP_EVENT_PLAYBACK | CAP_MESSAGE_TAGS)) == (CAP_EVENT_PLAYBACK | CAP_MESSAGE_TAGS);
}

/* Sends one message of several lines. While this waits between them, the message may be dropped and the channel may be
 * renamed. False: the client is being closed, or has left the channel. */
static bool send_lines(struct slot *s, int channel, const struct history_entry *e)
{
	bool batch = multiline_knows(s->index);
	uint32_t only[SLOT_WORDS] = { 0 };
	struct lines l;
	bool here = true;

	bits_add(only, s->index);
	lines_start(&l, e->number, history_wall_ms(e), batch);
	lines_open(&l, e->msg, only);
	while (here && e != NULL && e->number == l.number && e->several && lines_next(&l, e->msg, only)) {
		here = backpressure_wait_to_answer(s->index) != BACKPRESSURE_CLOSED && channel_has(channel, s->index);
		e = history_after(channel, false, l.number - 1);
	}
	lines_close(&l, settings.name, only);
	return here;
}

/* Sends a range, as one batch to clients that know batches. False: the client is being closed, or has left the
 * channel. */
static bool send_range(struct slot *s, int channel, bool deeds, const struct range *r)
{
	uint32_t number = r->after;
	const struct history_entry *e;
	bool here = true;

	if (r->last) {
		uint32_t from = history_back(channel, deeds, r->before, r->limit);
		number = from > r->after ? from : r->after;
	}
	labeled_open_batch("chathistory %s", channels[channel].name);
	for (int n = 0; n < r->limit && here; n++) {
		e = history_after(channel, deeds, number);
		if (e == NULL || e->number >= r->before)
			break;
		number = e->number;
		if (e->several && !send_lines(s, channel, e))
			here = false;
		else if (!e->several)
			event_again(s->index, e->msg);
		here = here && backpressure_wait_to_answer(s->index) != BACKPRESSURE_CLOSED &&
		       channel_has(channel, s->index);
	}
	labeled_close_batch();
	return here;
}

void cmd_history_replay(struct slot *s, int channel, uint32_t before)
{
	struct range r = { .before = before, .last = true, .limit = settings.replay };
	bool marks = !(users[s->index].caps & (CAP_SERVER_TIME | CAP_BATCH));
	char name[CHANNEL_MAX + 1];

	if (users[s->index].caps & CAP_CHATHISTORY || settings.replay == 0 ||
	    history_before(channel, false, before) == NULL)
		return;
	if (users[s->index].modes & USER_BOT)
		return; /* a bot would obey old commands again */
	/* Without time tags the lines look new, so two lines of the server enclose them. */
	buf_copy(name, sizeof name, channels[channel].name);
	if (marks)
		reply_line(s->index, "NOTICE %s :What was said before:", name);
	if (send_range(s, channel, false, &r) && marks)
		reply_line(s->index, "NOTICE %s :That was it; from here on it is live.", name);
}

/* ---- CHATHISTORY ---- */

static void fail(struct slot *s, const char *code, const char *sub, const char *what, const char *why)
{
	char context[LINE_MAX_BYTES / 4];
	struct buf b;

	buf_init(&b, context, sizeof context);
	buf_fmt(&b, *what != '\0' ? "%s %s" : "%s", reply_word(sub), reply_word(what));
	reply_fail(s->index, "CHATHISTORY", code, context, why);
}

/* The same for codes whose context has the target as well ("Errors and Warnings"). */
static void fail_at(struct slot *s, const char *code, const char *sub, const char *target, const char *what,
                    const char *why)
{
	char context[LINE_MAX_BYTES / 2];
	struct buf b;

	buf_init(&b, context, sizeof context);
	buf_fmt(&b, "%s %s %s", sub, reply_word(target), reply_word(what));
	reply_fail(s->index, "CHATHISTORY", code, context, why);
}

/* Parses `timestamp=...`. Returns NULL, or the error text. */
static const char *read_timestamp(const char *text, uint64_t *wall_ms)
{
	static const char key[] = "timestamp=";

	if (strncmp(text, key, sizeof key - 1) != 0 || format_read_time(text + sizeof key - 1, wall_ms) < 0)
		return "Invalid timestamp: it is written timestamp=YYYY-MM-DDThh:mm:ss.sssZ";
	return NULL;
}

/* Parses `msgid=...` or `timestamp=...` for a channel; false after the error reply. */
static bool read_place(struct slot *s, const char *sub, const char *target, const char *text, struct place *p)
{
	static const char key[] = "msgid=";
	const char *wrong;
	uint64_t ms;

	if (strncmp(text, key, sizeof key - 1) == 0) {
		p->since = msgid_number(text + sizeof key - 1);
		p->until = p->since;
		if (p->since == 0)
			fail_at(s, "MESSAGE_ERROR", sub, target, text,
			        "There is no such message, or it is from before the server was started");
		return p->since != 0;
	}
	wrong = read_timestamp(text, &ms);
	if (wrong != NULL && strncmp(text, "timestamp=", 10) != 0 && strchr(text, '=') != NULL)
		fail_at(s, "INVALID_MSGREFTYPE", sub, target, text, "A message reference is msgid= or timestamp= here");
	else if (wrong != NULL)
		fail(s, "INVALID_PARAMS", sub, text, wrong);
	if (wrong != NULL)
		return false;
	p->until = history_until(ms);
	p->since = history_since(ms);
	return true;
}

/* Parses the limit, the last parameter; a limit above CHATHISTORY_MAX becomes CHATHISTORY_MAX. 0: it is not a positive
 * number. */
static int read_limit(const char *text)
{
	int limit = 0;

	for (; *text >= '0' && *text <= '9'; text++)
		limit = limit < CHATHISTORY_MAX ? limit * 10 + (*text - '0') : CHATHISTORY_MAX;
	if (*text != '\0')
		return 0;
	return limit < CHATHISTORY_MAX ? limit : CHATHISTORY_MAX;
}

/* The range that a subcommand selects. `a` is its first position (not used for LATEST *), `b` the second one of
 * BETWEEN. */
static struct range range_of(enum which which, int channel, bool deeds, int limit, const struct place *a,
                             const struct place *b)
{
	struct range r = { .before = UINT32_MAX, .limit = limit };

	switch (which) {
	case BEFORE:
		r.before = a->since;
		r.last = true;
		break;
	case AFTER:
		r.after = a->until;
		break;
	case LATEST:
		r.after = a->until;
		r.last = true;
		break;
	case AROUND: /* that message, and as many on either side */
		r.after = history_back(channel, deeds, a->since, (limit - 1) / 2);
		break;
	default: /* BETWEEN: counted from the first position, which may be the later one */
		r.last = a->until > b->until;
		r.after = r.last ? b->until : a->until;
		r.before = r.last ? a->since : b->since;
	}
	return r;
}

static void answer_messages(struct slot *s, enum which which, const struct irc_msg *m, int limit)
{
	const char *sub = subcommands[which].name, *target = m->params[1];
	int channel = channel_find(target);
	bool deeds = knows_deeds(s->index);
	bool person = name_is_nick(target); /* private messages are not kept; to request them is no error */
	struct place a = { 0 }, b = { 0 };
	struct range r;

	if (!person && (channel < 0 || !channel_has(channel, s->index))) {
		fail(s, "INVALID_TARGET", sub, target,
		     "Messages could not be retrieved: you are not in such a channel");
		return;
	}
	if (!(which == LATEST && strcmp(m->params[2], "*") == 0) && !read_place(s, sub, target, m->params[2], &a))
		return;
	if (which == BETWEEN && !read_place(s, sub, target, m->params[3], &b))
		return;
	if (person) {
		int user = user_find_registered(target);
		labeled_open_batch("chathistory %s", user >= 0 ? users[user].nick : target);
		labeled_close_batch();
		return;
	}
	r = range_of(which, channel, deeds, limit, &a, &b);
	(void)send_range(s, channel, deeds, &r);
}

/* ---- TARGETS ---- */

/* One of the user's channels, and the time of its newest message in history (milliseconds since 1970). */
struct target {
	uint64_t ms;
	int channel;
};

/* Finds the user's channels whose newest message is later than `from` and earlier than `end`, sorted by its time, then
 * by channel number; returns how many. A channel whose time is unknown is left out. Walks through the history only
 * once, because other threads wait for the lock. */
static int find_targets(int slot, uint64_t from, uint64_t end, struct target to[CHANNELS_PER_CLIENT])
{
	int16_t in[CHANNELS_PER_CLIENT];
	const struct history_entry *last[CHANNELS_PER_CLIENT];
	int n = 0, found = 0;

	BITS_EACH(channel, users[slot].in, CHANNEL_WORDS)
		if (n < CHANNELS_PER_CLIENT)
			in[n++] = (int16_t)channel;
	history_last(in, n, knows_deeds(slot), last);
	for (int i = 0; i < n; i++) {
		uint64_t ms = last[i] != NULL ? history_wall_ms(last[i]) : 0;
		int at = found;
		if (!clock_sane(ms) || ms <= from || ms >= end)
			continue;
		for (; at > 0 && to[at - 1].ms > ms; at--)
			to[at] = to[at - 1];
		to[at] = (struct target){ ms, in[i] };
		found++;
	}
	return found;
}

static void answer_targets(struct slot *s, const struct irc_msg *m, int limit)
{
	struct target targets[CHANNELS_PER_CLIENT];
	uint64_t a, b;
	const char *wrong = read_timestamp(m->params[1], &a);
	int first = 0, n;

	if (wrong == NULL)
		wrong = read_timestamp(m->params[2], &b);
	if (wrong != NULL) {
		fail(s, "INVALID_PARAMS", "TARGETS", "", wrong);
		return;
	}
	n = find_targets(s->index, a < b ? a : b, a < b ? b : a, targets);
	if (a >= b && n > limit) /* counted from the later end: drop the earliest */
		first = n - limit;
	labeled_open_batch("draft/chathistory-targets");
	for (int i = first; i < n && i < first + limit; i++) {
		char text[FORMAT_TIME_BYTES + 1];
		struct buf time;
		buf_init(&time, text, sizeof text);
		format_time(&time, targets[i].ms);
		reply_line(s->index, "CHATHISTORY TARGETS %s %s", channels[targets[i].channel].name, time.at);
	}
	labeled_close_batch();
}

void cmd_chathistory(struct slot *s, const struct irc_msg *m)
{
	int which = 0, limit;

	if (!(users[s->index].caps & CAP_CHATHISTORY)) {
		reply(s->index, ERR_UNKNOWNCOMMAND, m->command);
		return;
	}
	while (which < SUBCOMMANDS && !name_equal(subcommands[which].name, m->params[0]))
		which++;
	if (which == SUBCOMMANDS) {
		fail(s, "INVALID_PARAMS", m->params[0], "", "Unknown command");
		return;
	}
	if (m->nparams != subcommands[which].params) {
		fail(s, "INVALID_PARAMS", subcommands[which].name, "",
		     m->nparams < subcommands[which].params ? "Insufficient parameters" : "Too many parameters");
		return;
	}
	limit = read_limit(m->params[m->nparams - 1]);
	if (limit == 0)
		fail(s, "INVALID_PARAMS", subcommands[which].name, m->params[m->nparams - 1], "Invalid limit");
	else if (which == TARGETS)
		answer_targets(s, m, limit);
	else
		answer_messages(s, which, m, limit);
}
