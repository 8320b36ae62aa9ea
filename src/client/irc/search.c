/* search.c: what was said that contains a word.
 *
 * Owns the lines that are remembered, one after the other, the oldest first,
 * and the search that goes on: first through them, then through the server's
 * history, page by page backwards, as CHATHISTORY has no search. When there
 * is no room, the oldest lines are forgotten; a new search ends the last one.
 */
#include "client/irc/search.h"

#include <string.h>

#include "base/buf.h"
#include "client/client_limits.h"
#include "client/conn/session.h"
#include "client/irc/caps.h"
#include "client/irc/chathistory.h"
#include "client/tty/ui.h"
#include "irc/name.h"

/* A line that is remembered; behind it its window's name and its text, each with a NUL. */
struct line {
	uint64_t when;
	size_t size; /* all of it, in bytes */
	size_t said; /* in the text */
};

static struct {
	char bytes[REMEMBERED_BYTES];
	size_t len;
} memory;

static struct {
	int number;
	char window[CHANNEL_NAME_MAX + 1], word[SEARCH_WORD + 1];
	int pages; /* that may still be asked for */
	unsigned found, messages;
	struct place oldest, asked; /* of what was searched; from where the page that is to come was asked for */
} search;

/* ---- what is remembered ---- */

/* The line at memory.bytes[at ..]; its window and its text. */
static struct line line_at(size_t at, const char **window, const char **text)
{
	struct line line;

	memcpy(&line, memory.bytes + at, sizeof line);
	*window = memory.bytes + at + sizeof line;
	*text = *window + strlen(*window) + 1;
	return line;
}

static void take_out(size_t at)
{
	const char *window, *text;
	size_t size = line_at(at, &window, &text).size;

	memory.len -= size;
	memmove(memory.bytes + at, memory.bytes + at + size, memory.len - at);
}

void search_keep(const char *window, uint64_t when, const char *text, size_t len, size_t said)
{
	size_t name = strlen(window) + 1;
	struct line line = { .when = when, .size = sizeof line + name + len + 1, .said = said };
	char *to;

	if (line.size > sizeof memory.bytes || said > len)
		return;
	while (memory.len + line.size > sizeof memory.bytes)
		take_out(0);
	to = memory.bytes + memory.len;
	memcpy(to, &line, sizeof line);
	memcpy(to + sizeof line, window, name);
	memcpy(to + sizeof line + name, text, len);
	to[line.size - 1] = '\0';
	memory.len += line.size;
}

void search_forget(const char *name)
{
	const char *window, *text;
	size_t at = 0;

	while (at < memory.len) {
		struct line line = line_at(at, &window, &text);

		if (name_equal(window, name))
			take_out(at);
		else
			at += line.size;
	}
}

/* ---- searching ---- */

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

/* Says how it ended. more: not everything was searched. */
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

/* Asks for the page before what was searched. False: that cannot be. */
static bool ask(void)
{
	const struct window *window = windows_find(search.window);

	search.asked = search.oldest;
	return session_online() && caps_has(CAP_HISTORY) && window != NULL &&
	       chathistory_search(window, &search.oldest, search.number);
}

/* Goes through what is remembered. Of more than SEARCH_FOUND lines the last ones are shown. */
static void search_memory(void)
{
	const char *window, *text;
	unsigned all = 0;
	size_t at;

	for (at = 0; at < memory.len;) {
		struct line line = line_at(at, &window, &text);

		at += line.size;
		if (name_equal(window, search.window) && contains(text + line.said))
			all++;
	}
	for (at = 0; at < memory.len;) {
		struct line line = line_at(at, &window, &text);
		struct place place = { .when = line.when };

		at += line.size;
		if (!name_equal(window, search.window))
			continue;
		looked_at(&place);
		if (contains(text + line.said) && all-- <= SEARCH_FOUND)
			show(line.when, text, strlen(text));
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

void search_page(int number, bool full)
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
