/* edit.h: the line being typed. */
#ifndef CLIENT_TTY_EDIT_H
#define CLIENT_TTY_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "client/client_limits.h"
#include "client/tty/keys.h"

/* text[0 .. len) is valid UTF-8, text[len] is NUL. The cursor stands in front of text[at], where a character starts. */
struct edit {
	char text[EDIT_BYTES + 1];
	size_t len, at;
	size_t shown;   /* the first byte that is drawn: a long line scrolls */
	size_t columns; /* in which it was drawn last */
};

enum edit_result {
	EDIT_SAME,    /* nothing to draw */
	EDIT_CHANGED, /* draw it again */
	EDIT_REFUSED, /* there is no room, or nothing there to delete or move over */
	EDIT_LINE,    /* the line is done: take text, then edit_clear */
	EDIT_END,     /* the end of input */
	EDIT_REDRAW,  /* draw all of it again */
};

/* Does what a key means; `text` and `n` are the character of KEY_TEXT. */
enum edit_result edit_key(struct edit *e, enum key key, const char *text, size_t n);

void edit_clear(struct edit *e);

/* Puts a line in, the cursor at its end; cut to EDIT_BYTES where a character ends. */
void edit_set(struct edit *e, const char *line);

/* Puts n bytes of valid UTF-8 in the place of what is between `from` and the cursor. False: there is no room. */
bool edit_replace(struct edit *e, size_t from, const char *text, size_t n);

/* The part of the line to draw. */
struct edit_view {
	const char *text;
	size_t len;
	size_t cursor; /* columns in front of the cursor */
};

/* Chooses that part, so that it and the cursor fit in `columns`, at least 2. Scrolls only when the cursor would leave
 * the window, and from the start of the line again when the window has become wider. */
void edit_view(struct edit *e, size_t columns, struct edit_view *view);

#endif
