/* ui.h: output, for a user at a terminal or for a program. */
#ifndef CLIENT_TTY_UI_H
#define CLIENT_TTY_UI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "client/kinds.h"
#include "client/tty/edit.h"

/* How a line is shown. All fields but the kind may be zero. */
struct ui_look {
	enum ui_kind kind;
	uint64_t when;  /* wall clock in milliseconds since 1970 UTC; 0: now */
	size_t nick_at; /* the bytes of the text that get the nick's colour */
	size_t nick_len;
	bool loud; /* addressed to the user: highlighted, and rings the bell */
	bool past; /* from the history */
};

/* Starts. Uses the line editor when both input and output are a terminal. input: lines are read from the standard
 * input. talk: UI_TALK is wanted. 0, or -1 and errno. */
int ui_open(bool input, bool talk);

/* True when the line editor is in use, and input arrives key by key. */
bool ui_editor(void);

/* The bottom of the screen. */
struct ui_bottom {
	struct edit *edit; /* the line being typed */
	/* Appends the question that the user must answer first, if there is one; in at most `columns` if it fits. */
	void (*question)(struct buf *b, size_t columns);
	/* Appends the prompt, in at most `columns`. A name in it may take up to `name_columns`, at least 5. */
	void (*prompt)(struct buf *b, size_t columns, size_t name_columns);
};

/* Sets what the bottom shows from now on. Keeps a pointer to `bottom`. Without this call the bottom stays empty. */
void ui_draw(const struct ui_bottom *bottom);

/* True when input comes from a user and not from a program: lines that begin with '/' are commands. */
bool ui_person(void);

/* Flushes all output and restores the terminal. */
void ui_close(void);

/* Shows a line of text, which must have been through text_strip or text_clean. */
void ui_show(const struct ui_look *look, const char *text, size_t len);

/* Formats a line, strips it with text_strip, and shows it. */
void ui_showf(enum ui_kind kind, const char *format, ...) __attribute__((format(printf, 2, 3)));

void ui_bell(void);

/* Flushes the output and redraws the line being typed. Call it before every poll. */
void ui_flush(void);

/* Marks the line being typed for redrawing. */
void ui_redraw(void);
/* Clears the screen first. */
void ui_clear(void);
/* Handles a change of the window's size. */
void ui_resized(void);

/* Handles TERM_SUSPEND: hands the terminal to the shell until it continues the program. */
void ui_suspend(void);
/* Handles the continuation, also after a stop by another signal: takes the terminal back. */
void ui_resumed(void);

#endif
