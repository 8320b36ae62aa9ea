/* ui.h: what a person sees, or what a program reads. */
#ifndef CLIENT_TTY_UI_H
#define CLIENT_TTY_UI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "client/kinds.h"
#include "client/tty/edit.h"

/* How it is shown. All zeros but the kind is fine. */
struct ui_look {
	enum ui_kind kind;
	uint64_t when;  /* wall clock in milliseconds since 1970 UTC; 0: now */
	size_t nick_at; /* the bytes of the text that get the nick's colour */
	size_t nick_len;
	bool loud; /* it speaks to whoever sits here: a bell, and it stands out */
	bool past; /* it was said before */
};

/* Starts: with the line editor when there is a terminal on both sides. input: lines are taken from the standard input.
 * talk: UI_TALK is wanted. 0, or -1 and errno. */
int ui_open(bool input, bool talk);

/* True when the line editor is in use: keys come one by one. */
bool ui_editor(void);

/* What is drawn at the bottom of the screen. */
struct ui_bottom {
	struct edit *edit; /* the line being typed */
	/* Appends the question that the person has to answer first, if there is one, in at most `columns` where that
	 * can be. */
	void (*question)(struct buf *b, size_t columns);
	/* Appends what stands in front of the line being typed, in at most `columns`; a name in it may take up to
	 * `name_columns`, at least 5. */
	void (*prompt)(struct buf *b, size_t columns, size_t name_columns);
};

/* Draws that from now on; `bottom` stays where it is. Without it nothing is drawn there. */
void ui_draw(const struct ui_bottom *bottom);

/* True when a person is there, not a program: what begins with '/' is a command. */
bool ui_person(void);

/* Ends: the terminal is as it was, and everything is written. */
void ui_close(void);

/* Shows a line of text, which has been through text_strip or text_clean. */
void ui_show(const struct ui_look *look, const char *text, size_t len);

/* Shows a line; it goes through text_strip. */
void ui_showf(enum ui_kind kind, const char *format, ...) __attribute__((format(printf, 2, 3)));

void ui_bell(void);

/* Writes what was shown, and draws the line being typed. Call it before every poll. */
void ui_flush(void);

/* The line being typed is to be drawn again; on an empty screen; after its window has changed. */
void ui_redraw(void);
void ui_clear(void);
void ui_resized(void);

/* After the signal that asks for it: gives the terminal to the shell until that continues the program. And then, or
 * when the program was stopped in another way: takes it again. */
void ui_suspend(void);
void ui_resumed(void);

#endif
