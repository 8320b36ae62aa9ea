/* edit.h: the line editor. */
#ifndef CLIENT_TTY_EDIT_H
#define CLIENT_TTY_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "client/client_limits.h"
#include "client/tty/keys.h"

/* text[0 .. len) is valid UTF-8, and text[len] is NUL. The cursor is in front of text[at], at a character boundary. */
struct edit {
	char text[EDIT_BYTES + 1];
	size_t len, at;
	size_t shown;   /* the first byte drawn: a long line scrolls */
	size_t columns; /* the width at which it was last drawn */
};

enum edit_result {
	EDIT_SAME,    /* nothing to draw */
	EDIT_CHANGED, /* draw it again */
	EDIT_REFUSED, /* no room, or nothing to delete or to move over */
	EDIT_LINE,    /* the line is complete: take text, then call edit_clear */
	EDIT_END,     /* end of input */
	EDIT_REDRAW,  /* redraw the whole screen */
};

/* Performs the key's function. `text` and `n` are the character of KEY_TEXT. */
enum edit_result edit_key(struct edit *e, enum key key, const char *text, size_t n);

void edit_clear(struct edit *e);

/* Replaces the line, with the cursor at its end. Cuts it to EDIT_BYTES at a character boundary. */
void edit_set(struct edit *e, const char *line);

/* Replaces the text between `from` and the cursor with n bytes of valid UTF-8. False: there is no room. */
bool edit_replace(struct edit *e, size_t from, const char *text, size_t n);

/* The visible part of the line. */
struct edit_view {
	const char *text;
	size_t len;
	size_t cursor; /* columns to the left of the cursor */
};

/* Chooses the visible part, so that it and the cursor fit into `columns`, at least 2. Scrolls only when the cursor
 * would leave the window. Starts again at the line's start when the window has become wider. */
void edit_view(struct edit *e, size_t columns, struct edit_view *view);

#endif
