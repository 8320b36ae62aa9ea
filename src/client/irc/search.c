/* search.c: searches for messages that contain a word.
 *
 * Owns the running search. It covers the remembered lines, then the server's history, page by page backwards, since
 * CHATHISTORY has no search. A new search cancels the one before.
 */
#include "client/irc/search.h"

#include <string.h>

#include "base/buf.h"
#include "client/client_limits.h"
#include "client/conn/session.h"
#include "client/irc/caps.h"
#include "client/irc/chathistory.h"
#include "client/irc/remembered.h"
#include "client/tty/ui.h"
#include "irc/name.h"

static struct {
	int number;
	char window[CHANNEL_NAME_MAX + 1], word[SEARCH_WORD + 1];
	int pages; /* left to request */
	unsigned found, messages;
	struct place oldest, asked; /* the oldest message searched; the one before which a page was requested */
} search;

static bool contains(const char *text)
{
	size_t n = strlen(search.word);

	for (; *text != '\0'; text++)
		if (name_starts(text, search.word, n))
			return true;
	return false;
}

static void show(uint64_t when, const char *text, size_t len)
{
	struct ui_look look = { .kind = UI_TALK, .when = when, .past = true };

	search.found++;
	ui_show(&look, text, len);
}

static void looked_at(const struct place *place)
{
	search.messages++;
	if (place->when != 0 && (search.oldest.when == 0 || place->when < search.oldest.when))
		search.oldest = *place;
}

/* Shows the result. more: not everything was searched. */
static void end(bool more)
{
	static const char not_all[] = "; what is older was not searched";

	search.number++;
	if (search.found == 0)
		ui_showf(UI_INFO, "Nothing found: none of %u messages in %s contains %s%s", search.messages,
		         search.window, search.word, more ? not_all : "");
	else
		ui_showf(UI_INFO, "%u of %u messages in %s contain %s%s", search.found, search.messages, search.window,
		         search.word, more ? not_all : "");
}

static void page_ended(int number, bool full);

/* Requests the page before the oldest message searched. False: not possible. */
static bool ask(void)
{
	const struct window *window = windows_find(search.window);

	search.asked = search.oldest;
	return session_online() && caps_has(CAP_HISTORY) && window != NULL &&
	       chathistory_search(window, &search.oldest, search.number, page_ended);
}

/* A page of search `number` has ended. full: it has the maximum length. Also called, with false, if it will not
 * arrive. */
static void page_ended(int number, bool full)
{
	bool went_on = search.oldest.when != search.asked.when || strcmp(search.oldest.id, search.asked.id) != 0;

	if (number != search.number)
		return;
	search.pages--;
	if (!full || !went_on)
		end(false);
	else if (search.pages <= 0 || search.found >= SEARCH_FOUND || !ask())
		end(true);
}

/* Searches the remembered lines. If more than SEARCH_FOUND match, shows the latest ones. */
static void search_memory(void)
{
	struct remembered line;
	unsigned all = 0;
	size_t at;

	for (at = 0; remembered_next(search.window, &at, &line);)
		all += contains(line.text + line.said);
	for (at = 0; remembered_next(search.window, &at, &line);) {
		struct place place = { .when = line.when };

		looked_at(&place);
		if (contains(line.text + line.said) && all-- <= SEARCH_FOUND)
			show(line.when, line.text, strlen(line.text));
	}
}

void search_begin(const struct window *window, const char *word)
{
	search.number++;
	buf_copy(search.window, sizeof search.window, window->name);
	buf_copy(search.word, sizeof search.word, word);
	search.pages = SEARCH_PAGES;
	search.found = search.messages = 0;
	search.oldest.when = 0;
	search_memory();
	if (search.found >= SEARCH_FOUND)
		end(true);
	else if (!ask())
		end(false);
}

void search_hear(int number, const struct place *place, const char *text, size_t len, size_t said)
{
	if (number != search.number)
		return;
	looked_at(place);
	if (text != NULL && contains(text + said))
		show(place->when, text, len);
}
