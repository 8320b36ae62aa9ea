/* complete.c: Tab: the rest of a nick, a channel or a command.
 *
 * Remembers the word that was there at first, so that Tab again gives the
 * next possibility, and after the last one that word. Nicks of the current
 * window are tried in the order in which they spoke, the last one first.
 */
#include "client/tty/complete.h"

#include <string.h>

#include "base/buf.h"
#include "client/client_limits.h"
#include "client/cmd/command.h"
#include "client/irc/nicklist.h"
#include "client/irc/windows.h"
#include "client/text/text.h"
#include "irc/name.h"

/* A word that is completed, at most. */
#define WORD_BYTES CHANNEL_NAME_MAX

static struct {
	bool again;
	size_t start;              /* where the word starts */
	char word[WORD_BYTES + 1]; /* as it was typed */
	int next;                  /* the possibility to try next */
} tab;

static const char *window_named(const char *prefix, size_t len, int n)
{
	const struct window *window;

	for (int i = 0; i < WINDOWS; i++)
		if ((window = windows_at(i)) != NULL && name_starts(window->name, prefix, len) &&
		    text_plain(window->name, WORD_BYTES) && n-- == 0)
			return window->name;
	return NULL;
}

/* The n-th possibility: the word, and what goes behind it. */
static const char *possibility(int n, const char **behind)
{
	const struct window *window = windows_current();
	size_t len = strlen(tab.word);
	const char *nick;

	*behind = " ";
	if (tab.start == 0 && tab.word[0] == '/')
		return command_named(tab.word + 1, len - 1, n);
	if (name_has_channel_prefix(tab.word))
		return window_named(tab.word, len, n);
	if (tab.start == 0)
		*behind = ": ";
	if (window != NULL && window->person) /* whom one talks to in private may be in no channel that one is in */
		nick = n > 0 ? NULL : window_named(tab.word, len, 0);
	else
		nick = nicklist_find(window != NULL ? windows_number(window) : -1, tab.word, len, n);
	return nick;
}

static size_t word_start(const struct edit *e)
{
	size_t start = e->at;

	while (start > 0 && e->text[start - 1] != ' ')
		start--;
	while (start < e->at && (e->text[start] == '(' || e->text[start] == '@'))
		start++;
	return start;
}

bool complete(struct edit *e)
{
	const char *found, *behind;
	char text[WORD_BYTES + 8];
	struct buf b;

	if (!tab.again) {
		tab.start = word_start(e);
		tab.next = 0;
		if (e->at - tab.start > WORD_BYTES)
			return false;
		memcpy(tab.word, e->text + tab.start, e->at - tab.start);
		tab.word[e->at - tab.start] = '\0';
	}
	found = possibility(tab.next++, &behind);
	if (found == NULL) {
		if (tab.next == 1)
			return false;
		found = tab.word;
		behind = "";
		tab.next = 0;
	}
	tab.again = true;
	buf_init(&b, text, sizeof text);
	if (tab.start == 0 && tab.word[0] == '/' && found != tab.word)
		buf_char(&b, '/');
	buf_str(&b, found);
	buf_str(&b, behind);
	return edit_replace(e, tab.start, b.at, b.len);
}

void complete_end(void)
{
	tab.again = false;
}
