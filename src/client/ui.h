/* ui.h: what a person sees and types; or what a program writes and reads. */
#ifndef CLIENT_UI_H
#define CLIENT_UI_H

#include <stdbool.h>
#include <stddef.h>

/* What a line that is shown is about. Programs get UI_TALK on the standard output and UI_ERROR on the standard error;
 * people get all of it. */
enum ui_kind {
	UI_TALK,  /* somebody said something */
	UI_EVENT, /* somebody came, left, changed something */
	UI_INFO,  /* the server, or linnet itself, tells something */
	UI_ERROR, /* something did not work */
};

/* Starts: with the line editor when there is a terminal on both sides. input: lines are taken from the standard input.
 * talk: UI_TALK is wanted. 0, or -1 and errno. */
int ui_open(bool input, bool talk);

/* A person is there, not a program: what begins with '/' is a command. */
bool ui_person(void);

/* Ends: the terminal is as it was, and everything is written. */
void ui_close(void);

/* Shows a line of text, which has been through text_clean. */
void ui_show(enum ui_kind kind, const char *text, size_t len);
void ui_showf(enum ui_kind kind, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Names the room that stands in front of the line being typed; "" for none. */
void ui_room(const char *name);

/* Writes what was shown, and draws the line being typed. Call it before every poll. */
void ui_flush(void);

/* True when the standard output is no more. */
bool ui_broken(void);

/* What to poll for input: a descriptor, or -1; and how long at most, in milliseconds, or -1. */
int ui_fd(void);
int ui_timeout(void);

/* Reads what has come. */
void ui_read(void);

/* The time of ui_timeout has passed, and nothing has come. */
void ui_idle(void);

enum ui_input {
	UI_NOTHING,
	UI_LINE, /* a line: NUL-terminated; it may hold anything else */
	UI_END,  /* there will be no more, said once */
};

/* The next line that was typed or read; valid until the next call. */
enum ui_input ui_next(char **line, size_t *len);

/* Gives a line that could not be used back to whoever typed it. */
void ui_give_back(const char *line);

/* After a signal. */
void ui_suspend(void);
void ui_redraw(void);

#endif
