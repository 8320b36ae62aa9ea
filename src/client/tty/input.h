/* input.h: input, typed by a user or written by a program. */
#ifndef CLIENT_TTY_INPUT_H
#define CLIENT_TTY_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "client/tty/complete.h"

/* The callbacks by which the keyboard reaches the layers above it. */
struct input_hooks {
	/* See struct ui_bottom. */
	void (*prompt)(struct buf *b, size_t columns, size_t name_columns);
	/* Switches to window i, from 0 on. False: there is no such window. */
	bool (*go_to)(int i);
	/* Switches to the window that most needs attention. */
	void (*go_next)(void);
	complete_find *find;
};

/* Opens the standard input, if `wanted`: key by key if ui_open has started the line editor, else line by line. Keeps a
 * pointer to `hooks`. */
void input_open(bool wanted, const struct input_hooks *hooks);

/* The descriptor to poll for input, or -1. */
int input_fd(void);
/* Milliseconds until the next timeout, or -1. */
int input_timeout(uint64_t now);

/* Reads the available input. */
void input_read(uint64_t now);

/* Handles timeouts. Call it after every poll. */
void input_turn(uint64_t now);

enum input_kind {
	INPUT_NOTHING,
	INPUT_LINE, /* a line: NUL-terminated; it may contain any other byte */
	INPUT_TEXT, /* a pasted line: sent as it is, never run as a command */
	INPUT_END,  /* end of input, reported once */
};

/* The next line that was typed or read; valid until the next call. takes: lines of a paste may be returned as well.
 * busy: Enter has to wait, and so do the keys after it. */
enum input_kind input_next(char **line, size_t *len, bool takes, bool busy);

/* Puts a line that could not be used back into the editor, if the editor is empty. The next text typed replaces it,
 * unless a key has moved the cursor or edited the line before. */
void input_give_back(const char *line);

/* Nothing more will be sent: shows the user what was typed or pasted and not sent. */
void input_abandon(void);

#endif
