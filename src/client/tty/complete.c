/* complete.c: Tab: the rest of a nick, a channel or a command.
 *
 * Remembers the word that was there at first, so that Tab again gives the
 * next possibility, and after the last one that word.
 */
#include "client/tty/complete.h"

#include <string.h>

#include "base/buf.h"

static struct {
	bool again;
	size_t start;                 /* where the word starts */
	char word[COMPLETE_WORD + 1]; /* as it was typed */
	int next;                     /* the possibility to try next */
} tab;

static size_t word_start(const struct edit *e)
{
	size_t start = e->at;

	while (start > 0 && e->text[start - 1] != ' ')
		start--;
	while (start < e->at && (e->text[start] == '(' || e->text[start] == '@'))
		start++;
	return start;
}

bool complete(struct edit *e, complete_find *find)
{
	const char *found, *behind;
	char text[COMPLETE_WORD + 8];
	struct buf b;

	if (!tab.again) {
		tab.start = word_start(e);
		tab.next = 0;
		if (e->at - tab.start > COMPLETE_WORD)
			return false;
		memcpy(tab.word, e->text + tab.start, e->at - tab.start);
		tab.word[e->at - tab.start] = '\0';
	}
	found = find(tab.word, tab.start == 0, tab.next++, &behind);
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
