/* keys.h: what a terminal sends, as keys. */
#ifndef CLIENT_TTY_KEYS_H
#define CLIENT_TTY_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum key {
	KEY_NONE,  /* more bytes are needed */
	KEY_OTHER, /* a key that means nothing here, or something that the terminal tells */
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
	KEY_WINDOW,      /* Alt and a digit: text[0] */
	KEY_WINDOW_NEXT, /* Alt-A: to the window that asks most for attention */
	KEY_PASTE,       /* what follows is pasted, up to ESC [ 2 0 1 ~ */
};

/* The bytes of a key that is not whole yet. The fields are keys.c's own, but text[0 .. len) after KEY_TEXT, text[0]
 * after KEY_WINDOW, and `broken`. */
struct keys {
	enum {
		KEYS_PLAIN,
		KEYS_UTF8,
		KEYS_ESCAPE, /* from here on, silence ends it: see keys_pause */
		KEYS_CSI,
		KEYS_SS3,
		KEYS_MOUSE,  /* three bytes follow */
		KEYS_STRING, /* OSC, DCS, APC, PM or SOS, up to BEL or ST */
		KEYS_STRING_ESCAPE,
	} state;
	char text[16];
	size_t len;  /* in KEYS_STRING of the string, which is not kept */
	bool eight;  /* it began with a C1 control of one byte, as on terminals of 8 bits */
	bool broken; /* the last call found bytes that are no character: U+FFFD belongs in front of its key */
};

/* Takes the next byte. All zeros is a good start for `k`. */
enum key keys_byte(struct keys *k, char byte);

/* True while an escape byte waits for what comes behind it; and milliseconds of silence after which nothing will, or 0
 * when nothing is pending. */
bool keys_pending(const struct keys *k);
uint32_t keys_pause(const struct keys *k);

/* Nothing came for so long: what is pending was all of a key. True when that was the key Esc. */
bool keys_idle(struct keys *k);

#endif
