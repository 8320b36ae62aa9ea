/* complete.c: Tab completion of nicks, channels and commands.
 *
 * Keeps the word as it was typed. Each further Tab gives the next candidate, and after the last one the typed word
 * again.
 */
#include "client/tty/complete.h"

#include <string.h>

#include "base/buf.h"

static struct {
	bool again;
	size_t start;                 /* the offset of the word */
	char word[COMPLETE_WORD + 1]; /* as it was typed */
	int next;                     /* the number of the next candidate */
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
