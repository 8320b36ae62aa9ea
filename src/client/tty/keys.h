/* keys.h: decodes a terminal's input into keys. */
#ifndef CLIENT_TTY_KEYS_H
#define CLIENT_TTY_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum key {
	KEY_NONE,  /* more bytes are needed */
	KEY_OTHER, /* a key without a function, or a report from the terminal */
	KEY_TEXT,  /* a character: text[0 .. len) of struct keys */
	KEY_ENTER,
	KEY_TAB,
	KEY_BACKSPACE,
	KEY_DELETE,
	KEY_DELETE_OR_END, /* Ctrl-D: end of input when the line is empty */
	KEY_LEFT,
	KEY_RIGHT,
	KEY_UP,
	KEY_DOWN,
	KEY_HOME,
	KEY_END,
	KEY_WORD_LEFT,
	KEY_WORD_RIGHT,
	KEY_KILL_END,  /* Ctrl-K: delete to the end of the line */
	KEY_KILL_LINE, /* Ctrl-U: delete to the start of the line */
	KEY_KILL_WORD, /* Ctrl-W: delete the word before the cursor */
	KEY_REDRAW,
	KEY_WINDOW,      /* Alt and a digit: text[0] */
	KEY_WINDOW_NEXT, /* Alt-A: switch to the window that most needs attention */
	KEY_PASTE,       /* a bracketed paste follows, up to ESC [ 2 0 1 ~ */
};

/* The decoder's state. Callers may read text[0 .. len) after KEY_TEXT, text[0] after KEY_WINDOW, and `broken`;
 * everything else is private to keys.c. */
struct keys {
	enum {
		KEYS_PLAIN,
		KEYS_UTF8,
		KEYS_ESCAPE, /* this and later states end by a timeout: see keys_pause */
		KEYS_CSI,
		KEYS_SS3,
		KEYS_MOUSE,  /* three bytes follow */
		KEYS_STRING, /* OSC, DCS, APC, PM or SOS, up to BEL or ST */
		KEYS_STRING_ESCAPE,
	} state;
	char text[16];
	size_t len;  /* in KEYS_STRING: the length of the string, whose bytes are not kept */
	bool eight;  /* the sequence began with a one-byte C1 control, as on 8-bit terminals */
	bool broken; /* the last call found invalid bytes: insert U+FFFD before its key */
};

/* Decodes the next byte. All zeros is the initial state of `k`. */
enum key keys_byte(struct keys *k, char byte);

/* True while an escape sequence is incomplete. */
bool keys_pending(const struct keys *k);
/* The timeout in milliseconds after which the rest of the sequence is no longer expected; 0: nothing is pending. */
uint32_t keys_pause(const struct keys *k);

/* The timeout has expired: ends the incomplete sequence. True when it was the key Esc. */
bool keys_idle(struct keys *k);

#endif
