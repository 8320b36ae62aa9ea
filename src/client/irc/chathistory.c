/* chathistory.c: message history (IRCv3 draft/chathistory).
 *
 * Owns the pending requests. A server replies in order, and the messages are shown in that order.
 *
 * After a reconnect, each window requests its gap: page by page from the last message seen, with marks around it. New
 * private conversations are requested as well. If messages are missing from the gap, or the server cannot tell, the
 * user is told, in one line for all windows with the same result.
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
		bool latest;  /* requests the latest messages, wherever the gap begins */
		bool marked;  /* the mark at the start of the gap was shown */
		bool overdue; /* was pending at the last chathistory_overdue */
		bool unknown; /* the gap: the server does not know its first message */
		int pages;    /* pages left to request; for a search, its number */
		int limit;    /* messages per page */
		struct place from;
		struct place last;  /* the gap: the last message received */
		uint64_t entered;   /* the server-time of our JOIN; 0: not known */
		uint64_t told;      /* the server-time of the last message that the server replayed on our JOIN */
		struct place fresh; /* the first live message after our JOIN, already shown */
		bool reached;       /* the history has come to `fresh`: everything after it was shown live */
	} asked[WINDOWS];           /* pending requests, oldest first */
	int count;
	int most; /* the server's page limit (005 CHATHISTORY); 0: none; -1: not known */
	/* The server-times of the last message, and of the last one before the connection was lost. 0: none. */
	uint64_t heard, lost;
	chathistory_page *page_ended; /* callback for the pending searches */
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

/* The number of the request for that window, or -1. */
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

/* A server-time as text; valid until the next call. */
static const char *stamp(uint64_t when)
{
	static char text[40];
	struct buf b;

	buf_init(&b, text, sizeof text);
	format_time(&b, when);
	return text;
}

/* Sends a request with `how`, AFTER or BEFORE, for the messages after or before a place; for the latest ones if the
 * place is NULL or unknown. Returns the request, whose other fields the caller fills in. NULL: too many requests are
 * pending. */
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

/* Requests the messages after the window's last one. `entered` is the server-time of our JOIN, or 0. False: too many
 * requests are pending. */
static bool ask_gap(const struct window *window, uint64_t entered)
{
	struct question *q = ask(window, "AFTER", &window->last, GAP, HISTORY_ASK);

	if (q != NULL) {
		q->pages = HISTORY_PAGES;
		q->entered = entered;
	}
	return q != NULL;
}

/* Requests the next page of a gap. Cannot fail: the previous page's request has just been removed. */
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
		window->last.when = when; /* skips the messages before our JOIN */
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

/* True when the history has come to a message that was shown live. All messages after it are later, so they were shown
 * as well. */
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
	/* Messages replayed on JOIN are part of the requested history as well. */
	if (!wanted || q->reached || (q->why == ENTERED && place->when != 0 && place->when <= q->told))
		return false;
	if (q->why == GAP && !q->marked) {
		q->marked = true;
		gap_mark(batch->about, "this was said");
	}
	return true;
}

/* True when a page has the maximum length, so that more may follow. If the server's limit is unknown, only an empty
 * page is the last one. */
static bool is_full(const struct question *q, unsigned messages)
{
	int limit = past.most > 0 && past.most < q->limit ? past.most : q->limit;

	return messages >= (unsigned)limit || (past.most < 0 && messages > 0 && !q->latest);
}

/* True when a page has ended at another place than it started from. */
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
	if (q.fresh.when != 0) /* the remembered lines have a hole before `fresh`, so a search must ask the server */
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

/* Removes a request that will get no reply. said: the server has refused it. Returns true when the user need not
 * know. */
static bool refused(int i, bool said)
{
	struct question q = past.asked[i], *next;
	const struct window *window = windows_find(q.name);

	forget(i);
	if (q.why == SEARCH)
		past.page_ended(q.pages, false);
	/* After a restart the server does not know the last message, and all that it has is later. */
	if (q.why == GAP && gap_restarted() && said)
		gap_tell_restart();
	if (q.why == GAP && q.pages == HISTORY_PAGES && !q.latest && said && window != NULL) {
		next = ask(window, "LATEST", NULL, GAP, HISTORY_ASK);
		next->unknown = true; /* cannot be NULL: q has just been removed */
		next->entered = q.entered;
		next->fresh = q.fresh;
	} else if (q.why == GAP) {
		gap_ends(q.name, GAP_UNKNOWN);
	}
	if (past.count == 0)
		gap_settled();
	return q.why < EARLIER;
}

/* The number of the request that a FAIL names by its window or by its first message, or -1. */
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

	/* FAIL CHATHISTORY, a code, the context, and a text. */
	for (int k = 2; k < m->nparams - 1; k++) {
		if (strcmp(m->params[k], "TARGETS") == 0)
			return false;
		if (i < 0)
			i = asked_with(m->params[k]);
	}
	if (i < 0 && past.count > 0)
		i = 0; /* servers reply in order */
	if (i < 0)
		return true;
	/* The server does not know the message that the page was to end at. */
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
