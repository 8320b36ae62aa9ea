/* keys.h: what a terminal sends, as keys. */
#ifndef CLIENT_KEYS_H
#define CLIENT_KEYS_H

#include <stdbool.h>
#include <stddef.h>

enum key {
	KEY_NONE,  /* more bytes are needed */
	KEY_OTHER, /* a key that means nothing here */
	KEY_TEXT,  /* a character: text[0 .. len) of struct keys */
	KEY_ENTER,
	KEY_TAB,
	KEY_BACKSPACE,
	KEY_DELETE,
	KEY_DELETE_OR_END, /* Ctrl-D: the end of input on an empty line */
	KEY_LEFT,
	KEY_RIGHT,
	KEY_UP,
	KEY_DOWN,
	KEY_HOME,
	KEY_END,
	KEY_WORD_LEFT,
	KEY_WORD_RIGHT,
	KEY_KILL_END,  /* Ctrl-K: delete to the end of the line */
	KEY_KILL_LINE, /* Ctrl-U: delete to its start */
	KEY_KILL_WORD, /* Ctrl-W: delete the word before the cursor */
	KEY_REDRAW,
	KEY_ROOM,      /* Alt and a digit: text[0] */
	KEY_ROOM_NEXT, /* Alt-A: to the room that asks most for attention */
	KEY_PASTE,     /* what follows is pasted, up to ESC [ 2 0 1 ~ */
};

/* The bytes of a key that is not whole yet. The fields are keys.c's own, but text[0 .. len) after KEY_TEXT, and text[0]
 * after KEY_ROOM. */
struct keys {
	enum { KEYS_PLAIN, KEYS_UTF8, KEYS_ESCAPE, KEYS_CSI, KEYS_SS3 } state;
	char text[16];
	size_t len;
};

/* Takes the next byte. All zeros is a good start for `k`. */
enum key keys_byte(struct keys *k, char byte);

/* True while an escape byte waits for what comes behind it. */
bool keys_pending(const struct keys *k);

/* Nothing came for a while: what is pending was all of a key. */
void keys_idle(struct keys *k);

#endif
