/* chathistory.c: what was said before (IRCv3 draft/chathistory).
 *
 * Owns the questions that are out: a server answers in order, and what it
 * tells is shown in order. After a lost connection the gap is asked for from
 * the last message seen on, page by page, and marked; also who has spoken to
 * one in private is asked. When more was said than a server tells, or nobody
 * knows what, that is told: in one line for all windows where it is the same.
 */
#include "client/irc/chathistory.h"

#include <limits.h>
#include <string.h>

#include "base/number.h"
#include "client/client_limits.h"
#include "client/conn/send.h"
#include "client/irc/caps.h"
#include "client/irc/gap.h"
#include "client/irc/ignore.h"
#include "client/irc/remembered.h"
#include "client/tty/ui.h"
#include "irc/format.h"
#include "irc/name.h"

static struct {
	struct question {
		char name[CHANNEL_NAME_MAX + 1];
		enum { ENTERED, GAP, EARLIER, SEARCH } why;
		bool latest;  /* it asks for the last messages, wherever the gap begins */
		bool marked;  /* the gap */
		bool overdue; /* the server will have answered when it says something else */
		bool unknown; /* the gap: the server does not know the message that it begins with */
		int pages;    /* that may still be asked for; of a search, its number */
		int limit;    /* messages */
		struct place from;
		struct place last;  /* the gap: of the messages that have come */
		uint64_t entered;   /* the server-time at which we entered the window; 0: not known */
		uint64_t told;      /* of the last message that the server told by itself when we entered */
		struct place fresh; /* the first message that was said after we entered, and shown at once */
		bool reached;       /* the history is where that stands: the rest of it was shown at once, too */
	} asked[WINDOWS];           /* the questions that are out, oldest first */
	int count;
	int most; /* messages that the server tells at once (005 CHATHISTORY); 0: any number; -1: not known */
	/* Server-times: of the last message, and of the last one before the connection was lost. 0: none. */
	uint64_t heard, lost;
	chathistory_page *page_ended; /* of the searches that are out */
} past;

static const char nothing_earlier[] = "Nothing earlier is known";

void chathistory_begin(void)
{
	for (int i = 0; i < past.count; i++)
		if (past.asked[i].why == SEARCH)
			past.page_ended(past.asked[i].pages, false);
	past.count = 0;
	past.most = -1;
	past.lost = past.heard;
	gap_begin();
}

void chathistory_heard(uint64_t when)
{
	if (when > past.heard)
		past.heard = when;
}

bool chathistory_on_isupport(const struct irc_msg *m)
{
	static const char token[] = "CHATHISTORY=";

	for (int i = 1; i < m->nparams; i++)
		if (strncmp(m->params[i], token, sizeof token - 1) == 0)
			past.most = (int)number_read(m->params[i] + sizeof token - 1, 0, INT_MAX);
	return true;
}

bool chathistory_waits(void)
{
	return past.count > 0;
}

/* The question about that window, or -1. */
static int asked_about(const char *name)
{
	for (int i = 0; i < past.count; i++)
		if (name_equal(past.asked[i].name, name))
			return i;
	return -1;
}

static void forget(int i)
{
	past.count--;
	memmove(&past.asked[i], &past.asked[i + 1], (size_t)(past.count - i) * sizeof past.asked[0]);
}

/* A time as the server writes it; valid until the next call. */
static const char *stamp(uint64_t when)
{
	static char text[40];
	struct buf b;

	buf_init(&b, text, sizeof text);
	format_time(&b, when);
	return text;
}

/* Asks with `how`, AFTER or BEFORE, about what follows or precedes a place; where that is NULL, or not known, for the
 * latest. Returns the question, whose other fields are yet to be filled in; NULL: too much is asked already. */
static struct question *ask(const struct window *window, const char *how, const struct place *place, int why, int limit)
{
	struct question *q = &past.asked[past.count];

	if (past.count == WINDOWS)
		return NULL;
	if (past.most > 0 && limit > past.most)
		limit = past.most;
	*q = (struct question){ .why = why, .limit = limit };
	if (place != NULL)
		q->from = *place;
	buf_copy(q->name, sizeof q->name, window->name);
	q->latest = place == NULL || place->when == 0;
	if (q->latest)
		send_line("CHATHISTORY LATEST %s * %d", window->name, limit);
	else if (place->id[0] != '\0')
		send_line("CHATHISTORY %s %s msgid=%s %d", how, window->name, place->id, limit);
	else
		send_line("CHATHISTORY %s %s timestamp=%s %d", how, window->name, stamp(place->when), limit);
	past.count++;
	return q;
}

/* Asks for what was said since the window's last message, before the server-time `entered` or 0. False: too much is
 * asked already. */
static bool ask_gap(const struct window *window, uint64_t entered)
{
	struct question *q = ask(window, "AFTER", &window->last, GAP, HISTORY_ASK);

	if (q != NULL) {
		q->pages = HISTORY_PAGES;
		q->entered = entered;
	}
	return q != NULL;
}

/* Asks for the next page of it; there is a place for that: the one of the page before. */
static void ask_on(const struct window *window, const struct question *before)
{
	struct question *q = ask(window, "AFTER", &before->last, GAP, HISTORY_ASK);

	q->pages = before->pages - 1;
	q->marked = before->marked;
	q->entered = before->entered;
	q->fresh = before->fresh;
}

void chathistory_entered(struct window *window, uint64_t when)
{
	struct question *q = NULL;

	if (window->returning && caps_has(CAP_HISTORY))
		ask_gap(window, when);
	else if (window->returning && !window->person)
		gap_ends(window->name, GAP_NO_HISTORY);
	else if (caps_has(CAP_HISTORY) && ui_person() && !window->person)
		q = ask(window, "LATEST", NULL, ENTERED, HISTORY_ENTER);
	else if (window->last.when == 0)
		window->last.when = when; /* what was said before is of no interest */
	if (q != NULL) {
		q->entered = when;
		q->told = window->last.when;
	}
}

void chathistory_spoken(const char *name, const struct place *place)
{
	int i = asked_about(name);
	struct question *q = i >= 0 ? &past.asked[i] : NULL;

	if (q == NULL)
		return;
	if (q->entered == 0 || place->when < q->entered)
		q->told = place->when > q->told ? place->when : q->told;
	else if (q->fresh.when == 0)
		q->fresh = *place;
}

void chathistory_return(void)
{
	if (caps_has(CAP_HISTORY) && past.lost != 0)
		send_line("CHATHISTORY TARGETS timestamp=%s timestamp=2999-12-31T23:59:59.999Z %d", stamp(past.lost),
		          WINDOWS);
}

bool chathistory_on_chathistory(const struct irc_msg *m)
{
	const char *name = irc_param(m, 1);
	struct window *window = windows_find(name);
	uint64_t when = 0;

	format_read_time(irc_param(m, 2), &when);
	if (strcmp(irc_param(m, 0), "TARGETS") != 0 || name_has_channel_prefix(name) || ignore_has(name) ||
	    asked_about(name) >= 0 || when <= (window != NULL ? window->last.when : past.lost))
		return false;
	if (window == NULL && (window = windows_open(name)) != NULL)
		window->last.when = past.lost;
	if (window == NULL || !ask_gap(window, 0))
		gap_ends(name, GAP_UNKNOWN);
	return false;
}

const char *chathistory_ask(struct window *window, int n)
{
	if (!caps_has(CAP_HISTORY))
		return "This server keeps no history";
	return ask(window, "BEFORE", &window->first, EARLIER, n) != NULL
	               ? NULL
	               : "The server has not yet answered the last questions";
}

bool chathistory_search(const struct window *window, const struct place *before, int number, chathistory_page *ended)
{
	struct question *q = ask(window, "BEFORE", before, SEARCH, HISTORY_ASK);

	if (q != NULL)
		q->pages = number;
	past.page_ended = ended;
	return q != NULL;
}

int chathistory_searched(const struct batch *batch)
{
	int i = asked_about(batch->about);

	return i >= 0 && past.asked[i].why == SEARCH ? past.asked[i].pages : 0;
}

/* True when the history has come to what was shown at once; all that follows was, too, for it was said later. */
static bool reached(const struct question *q, const struct place *place)
{
	if (q->reached || q->fresh.when == 0 || place->when != q->fresh.when)
		return q->reached || (q->fresh.when != 0 && place->when > q->fresh.when);
	return place->id[0] == '\0' || q->fresh.id[0] == '\0' || strcmp(place->id, q->fresh.id) == 0;
}

bool chathistory_is_news(const struct batch *batch, const struct place *place, bool wanted)
{
	int i = asked_about(batch->about);
	struct question *q = i >= 0 ? &past.asked[i] : NULL;

	if (q == NULL || q->why > GAP)
		return wanted;
	q->last = *place;
	q->reached = reached(q, place);
	/* What a server tells by itself to those who enter, it tells again when asked. */
	if (!wanted || q->reached || (q->why == ENTERED && place->when != 0 && place->when <= q->told))
		return false;
	if (q->why == GAP && !q->marked) {
		q->marked = true;
		gap_mark(batch->about, "this was said");
	}
	return true;
}

/* True when a page that ends is as long as it may be: there is more. A server that does not say how long that is shows
 * by a page without messages that there is no more. */
static bool is_full(const struct question *q, unsigned messages)
{
	int limit = past.most > 0 && past.most < q->limit ? past.most : q->limit;

	return messages >= (unsigned)limit || (past.most < 0 && messages > 0 && !q->latest);
}

/* True when a page has led to another place than the one it was asked from. */
static bool went_on(const struct question *q)
{
	return q->last.when != 0 && (q->from.when != q->last.when || strcmp(q->from.id, q->last.id) != 0);
}

void chathistory_ended(const struct batch *batch)
{
	const struct window *window = windows_find(batch->about);
	int i = asked_about(batch->about);
	struct question q;
	bool full;

	if (i < 0)
		return;
	q = past.asked[i];
	full = is_full(&q, batch->messages) && !q.reached;
	forget(i);
	if (q.fresh.when != 0) /* what is remembered has a hole before that: a search is to ask the server */
		remembered_forget(batch->about);
	if (q.why == SEARCH)
		past.page_ended(q.pages, full);
	else if (q.why == EARLIER && batch->messages == 0)
		ui_showf(UI_INFO, nothing_earlier);
	else if (q.why == GAP && full && !q.latest && q.pages > 1 && window != NULL && went_on(&q) &&
	         past.count < WINDOWS)
		ask_on(window, &q);
	else if (q.why == GAP && (full || q.marked))
		gap_shown(batch->about, full);
	else if (q.why == GAP)
		gap_ends(batch->about, q.unknown || (q.latest && gap_restarted()) ? GAP_UNKNOWN : GAP_NOTHING);
	if (past.count == 0)
		gap_settled();
}

/* The question will not be answered; said: the server has refused to. Returns true when the person need not know. */
static bool refused(int i, bool said)
{
	struct question q = past.asked[i], *next;
	const struct window *window = windows_find(q.name);

	forget(i);
	if (q.why == SEARCH)
		past.page_ended(q.pages, false);
	/* A server that was started anew does not know the last message; all that it has came later. */
	if (q.why == GAP && gap_restarted() && said)
		gap_tell_restart();
	if (q.why == GAP && q.pages == HISTORY_PAGES && !q.latest && said && window != NULL) {
		next = ask(window, "LATEST", NULL, GAP, HISTORY_ASK);
		next->unknown = true; /* there is a place for it: that of q */
		next->entered = q.entered;
		next->fresh = q.fresh;
	} else if (q.why == GAP) {
		gap_ends(q.name, GAP_UNKNOWN);
	}
	if (past.count == 0)
		gap_settled();
	return q.why < EARLIER;
}

/* The question that a FAIL names by its window or by the message that it begins with, or -1. */
static int asked_with(const char *word)
{
	static const char msgid[] = "msgid=";
	int i = asked_about(word);

	if (i < 0 && strncmp(word, msgid, sizeof msgid - 1) == 0)
		for (i = past.count - 1; i >= 0 && strcmp(past.asked[i].from.id, word + sizeof msgid - 1) != 0; i--)
			;
	return i;
}

bool chathistory_on_fail(const struct irc_msg *m)
{
	int i = -1;

	/* FAIL CHATHISTORY, a code, what it is about, and a text. */
	for (int k = 2; k < m->nparams - 1; k++) {
		if (strcmp(m->params[k], "TARGETS") == 0)
			return false;
		if (i < 0)
			i = asked_with(m->params[k]);
	}
	if (i < 0 && past.count > 0)
		i = 0; /* servers answer in order */
	if (i < 0)
		return true;
	/* The server does not even know the message before which it would be. */
	if (past.asked[i].why >= EARLIER && strcmp(irc_param(m, 1), "INVALID_MSGREFTYPE") == 0) {
		if (past.asked[i].why == EARLIER)
			ui_showf(UI_INFO, nothing_earlier);
		refused(i, true);
		return false;
	}
	return !refused(i, true);
}

void chathistory_overdue(void)
{
	for (int i = past.count - 1; i >= 0; i--)
		if (past.asked[i].overdue)
			refused(i, false);
		else
			past.asked[i].overdue = true;
}
