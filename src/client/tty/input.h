/* input.h: what a person types, or what a program writes. */
#ifndef CLIENT_TTY_INPUT_H
#define CLIENT_TTY_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "client/tty/complete.h"

/* What the keyboard asks of those above. */
struct input_hooks {
	/* See struct ui_bottom. */
	void (*prompt)(struct buf *b, size_t columns, size_t name_columns);
	/* The person goes to window i, from 0 on; false: there is none. And to the one that asks most for attention. */
	bool (*go_to)(int i);
	void (*go_next)(void);
	complete_find *find;
};

/* Begins to read lines from the standard input, if `wanted`: keys, where ui_open has found the line editor to be of
 * use. `hooks` stays where it is. */
void input_open(bool wanted, const struct input_hooks *hooks);

/* What to poll for input: a descriptor, or -1; and how long at most, in milliseconds, or -1. */
int input_fd(void);
int input_timeout(uint64_t now);

/* Reads what has come. */
void input_read(uint64_t now);

/* Does what is due. Call it after every poll. */
void input_turn(uint64_t now);

enum input_kind {
	INPUT_NOTHING,
	INPUT_LINE, /* a line: NUL-terminated; it may hold anything else */
	INPUT_TEXT, /* the same, but pasted: it is said, whatever it looks like */
	INPUT_END,  /* there will be no more, said once */
};

/* The next line that was typed or read; valid until the next call. Of a paste only when `takes` is true; and when
 * `busy` is, Enter waits, and what was typed behind it. */
enum input_kind input_next(char **line, size_t *len, bool takes, bool busy);

/* Gives a line that could not be used back to whoever typed it, if nothing else is typed by now. What is typed next
 * takes its place, unless a key has moved or changed something in it before. */
void input_give_back(const char *line);

/* Nothing more will be said: tells what was typed and pasted and is not said yet. */
void input_abandon(void);

#endif
