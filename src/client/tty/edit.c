/* edit.c: the line editor. Pure: keys in, a text and a cursor out.
 *
 * Moves and deletes by characters as the user sees them, including combining marks. When the line is full, further text
 * is refused.
 */
#include "client/tty/edit.h"

#include <string.h>

#include "base/buf.h"
#include "client/text/text.h"

void edit_clear(struct edit *e)
{
	e->text[0] = '\0';
	e->len = e->at = e->shown = 0;
}

void edit_set(struct edit *e, const char *line)
{
	buf_copy(e->text, sizeof e->text, line);
	e->len = e->at = strlen(e->text);
	e->shown = 0;
}

static enum edit_result insert(struct edit *e, const char *text, size_t n)
{
	if (n > EDIT_BYTES - e->len)
		return EDIT_REFUSED;
	memmove(e->text + e->at + n, e->text + e->at, e->len + 1 - e->at);
	memcpy(e->text + e->at, text, n);
	e->len += n;
	e->at += n;
	return EDIT_CHANGED;
}

/* Deletes text[from .. to) and puts the cursor at `from`. */
static enum edit_result cut(struct edit *e, size_t from, size_t to)
{
	if (from == to)
		return EDIT_REFUSED;
	memmove(e->text + from, e->text + to, e->len + 1 - to);
	e->len -= to - from;
	e->at = from;
	return EDIT_CHANGED;
}

bool edit_replace(struct edit *e, size_t from, const char *text, size_t n)
{
	if (e->len - (e->at - from) + n > EDIT_BYTES)
		return false;
	cut(e, from, e->at);
	insert(e, text, n);
	return true;
}

static enum edit_result move(struct edit *e, size_t to)
{
	if (to == e->at)
		return EDIT_SAME;
	e->at = to;
	return EDIT_CHANGED;
}

/* The start of the character before the cursor. */
static size_t before(const struct edit *e)
{
	return e->at - text_last(e->text, e->at);
}

/* The end of the character after the cursor. */
static size_t behind(const struct edit *e)
{
	return e->at + text_next(e->text + e->at, e->len - e->at);
}

/* The start of the word before the cursor. Words are separated by spaces. */
static size_t word_before(const struct edit *e)
{
	size_t i = e->at;

	while (i > 0 && e->text[i - 1] == ' ')
		i--;
	while (i > 0 && e->text[i - 1] != ' ')
		i--;
	return i;
}

/* The end of the word after the cursor. */
static size_t word_behind(const struct edit *e)
{
	size_t i = e->at;

	while (i < e->len && e->text[i] == ' ')
		i++;
	while (i < e->len && e->text[i] != ' ')
		i++;
	return i;
}

enum edit_result edit_key(struct edit *e, enum key key, const char *text, size_t n)
{
	switch (key) {
	case KEY_TEXT:
		return insert(e, text, n);
	case KEY_ENTER:
		return EDIT_LINE;
	case KEY_BACKSPACE:
		return cut(e, before(e), e->at);
	case KEY_DELETE_OR_END:
		if (e->len == 0)
			return EDIT_END;
		return cut(e, e->at, behind(e));
	case KEY_DELETE:
		return cut(e, e->at, behind(e));
	case KEY_LEFT:
		return move(e, before(e));
	case KEY_RIGHT:
		return move(e, behind(e));
	case KEY_HOME:
		return move(e, 0);
	case KEY_END:
		return move(e, e->len);
	case KEY_WORD_LEFT:
		return move(e, word_before(e));
	case KEY_WORD_RIGHT:
		return move(e, word_behind(e));
	case KEY_KILL_END:
		return cut(e, e->at, e->len);
	case KEY_KILL_LINE:
		return cut(e, 0, e->at);
	case KEY_KILL_WORD:
		return cut(e, word_before(e), e->at);
	case KEY_REDRAW:
		return EDIT_REDRAW;
	default: /* not a key of the editor */
		break;
	}
	return EDIT_SAME;
}

void edit_view(struct edit *e, size_t columns, struct edit_view *view)
{
	size_t end, width;

	if (e->shown > e->len || columns > e->columns || text_width(e->text, e->len) < columns)
		e->shown = 0;
	e->columns = columns;
	/* The cursor has left the window: scroll it to a third of the width from the side where it left, so that the
	 * text around it is visible. One column is kept for a cursor after the last character. */
	if (e->at <= e->shown) {
		e->shown = e->at;
		while (e->shown > 0 && text_width(e->text + e->shown, e->at - e->shown) < columns / 3)
			e->shown -= text_last(e->text, e->shown);
	}
	if (text_width(e->text + e->shown, e->at - e->shown) >= columns)
		/* Stops at the cursor: the character typed last may combine with the one before it. */
		while (text_width(e->text + e->shown, e->at - e->shown) > columns - 1 - columns / 3)
			e->shown += text_next(e->text + e->shown, e->at - e->shown);
	width = 0;
	end = e->shown;
	while (end < e->len) {
		size_t n = text_next(e->text + end, e->len - end);
		size_t w = text_width(e->text + end, n);
		if (width + w > columns)
			break;
		width += w;
		end += n;
	}
	view->text = e->text + e->shown;
	view->len = end - e->shown;
	view->cursor = text_width(view->text, e->at - e->shown);
}
