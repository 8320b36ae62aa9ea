/* past.c: what was said before (IRCv3 draft/chathistory).
 *
 * Owns the question that is out. There is one at a time for all rooms, for a
 * server answers in order and what it tells is shown in order. After a lost
 * connection the gap is asked for from the last message seen on, page by page,
 * and marked; when nobody knows what was said in it, that is told.
 */
#include "client/past.h"

#include <string.h>

#include "client/caps.h"
#include "client/client.h"
#include "client/send.h"
#include "client/text.h"
#include "client/ui.h"
#include "irc/format.h"
#include "irc/name.h"

static struct {
	struct {
		char name[CHANNEL_NAME_MAX + 1];
		enum { ENTERED, GAP, EARLIER } why;
		bool marked; /* the gap */
		int pages;   /* that may still be asked for */
		int limit;   /* messages */
	} asked[ROOMS];      /* the questions that are out, oldest first */
	int count;
} past;

void past_begin(void)
{
	past.count = 0;
}

bool past_waits(void)
{
	return past.count > 0;
}

/* Asks with `how`, such as `LATEST`, about what follows or precedes a place, or `*`. */
static void ask(const struct room *room, const char *how, const struct place *place, int why, int pages, int limit)
{
	char stamp[40];
	struct buf b;

	if (past.count == ROOMS)
		return;
	buf_init(&b, stamp, sizeof stamp);
	format_time(&b, place->when);
	if (place->id[0] != '\0')
		send_line("CHATHISTORY %s %s msgid=%s %d", how, room->name, place->id, limit);
	else if (place->when != 0)
		send_line("CHATHISTORY %s %s timestamp=%s %d", how, room->name, stamp, limit);
	else
		send_line("CHATHISTORY LATEST %s * %d", room->name, limit);
	buf_copy(past.asked[past.count].name, sizeof past.asked[0].name, room->name);
	past.asked[past.count].why = why;
	past.asked[past.count].marked = false;
	past.asked[past.count].pages = pages;
	past.asked[past.count++].limit = limit;
}

/* Tells about the time without a connection; the lines around it show from when to when that was. */
static void mark_gap(const char *name, const char *what)
{
	static char text[3 * CHANNEL_NAME_MAX + 80];
	struct buf b;

	buf_init(&b, text, sizeof text);
	text_name(&b, name);
	buf_fmt(&b, ", while there was no connection: %s", what);
	ui_tell(text);
}

void past_entered(struct room *room)
{
	static const struct place none;

	if (!room->returning) {
		if (caps_has(CAP_HISTORY) && ui_person() && !room->person)
			ask(room, "LATEST", &none, ENTERED, 0, HISTORY_ENTER);
	} else if (caps_has(CAP_HISTORY)) {
		ask(room, "AFTER", &room->last, GAP, HISTORY_PAGES, HISTORY_ASK);
	} else if (!room->person) {
		mark_gap(room->name, "what was said is not known, the server keeps no history");
	}
}

const char *past_ask(struct room *room, int n)
{
	if (!caps_has(CAP_HISTORY))
		return "This server keeps no history";
	if (past.count == ROOMS)
		return "The server has not yet answered the last questions";
	ask(room, "BEFORE", &room->first, EARLIER, 0, n);
	return NULL;
}

/* The question about that room, or -1. */
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

bool past_is_news(const struct batch *batch, const struct place *place)
{
	const struct room *room = rooms_find(batch->about);
	int i = asked_about(batch->about);

	/* What a server tells by itself to those who enter, it tells again when asked. */
	if (room != NULL && i >= 0 && past.asked[i].why == ENTERED && place->when != 0 &&
	    place->when <= room->last.when)
		return false;
	if (i >= 0 && past.asked[i].why == GAP && !past.asked[i].marked) {
		past.asked[i].marked = true;
		mark_gap(batch->about, "this was said");
	}
	return true;
}

void past_ended(const struct batch *batch)
{
	struct room *room = rooms_find(batch->about);
	int i = asked_about(batch->about), why, pages;
	bool full, marked;

	if (i < 0)
		return;
	full = batch->messages >= (unsigned)past.asked[i].limit;
	why = past.asked[i].why;
	pages = past.asked[i].pages - 1;
	marked = past.asked[i].marked;
	forget(i);
	if (why == EARLIER && batch->messages == 0) {
		ui_showf(UI_INFO, "Nothing earlier is known");
	} else if (why == GAP && full && pages > 0 && room != NULL && past.count < ROOMS) {
		ask(room, "AFTER", &room->last, GAP, pages, HISTORY_ASK);
		past.asked[past.count - 1].marked = marked;
	} else if (why == GAP) {
		mark_gap(batch->about, full     ? "more was said than is shown"
		                       : marked ? "this was all"
		                                : "nothing was said");
	}
}

bool past_refused(const char *name)
{
	static const struct place none;
	struct room *room = rooms_find(name);
	int i = asked_about(name), why, pages;

	if (i < 0)
		return false;
	why = past.asked[i].why;
	pages = past.asked[i].pages;
	forget(i);
	/* A server that was started anew does not know the last message; all that it has came later. */
	if (why == GAP && pages == HISTORY_PAGES && room != NULL && (room->last.id[0] != '\0' || room->last.when != 0))
		ask(room, "LATEST", &none, GAP, 1, HISTORY_ASK);
	else if (why == GAP)
		mark_gap(name, "what was said is not known");
	return why != EARLIER;
}
