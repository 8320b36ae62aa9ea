/* pasting.h: the handling of a paste: receive it, ask the user to confirm it, send it line by line. */
#ifndef CLIENT_TTY_PASTING_H
#define CLIENT_TTY_PASTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "client/tty/edit.h"
#include "client/tty/keys.h"

enum pasting {
	PASTING_NONE,
	PASTING_COMES,   /* being received; the terminal marks its end */
	PASTING_GATHERS, /* being received; a pause marks its end */
	PASTING_ASKS,
	PASTING_SAYS,
};
enum pasting pasting_state(void);

/* The terminal has marked the start of a paste. */
void pasting_begin(void);
/* Many lines have come at once, on a terminal without bracketed paste. */
void pasting_suspect(void);

/* Takes the next byte of a paste. At the end mark, a single line is inserted into the editor, if it fits. */
void pasting_byte(struct edit *e, char byte);
/* Takes n bytes of a paste whose end is a pause. */
void pasting_gather(const char *bytes, size_t n);

/* The timeout in milliseconds that ends the paste; 0: none is being received. */
uint32_t pasting_pause(void);
/* The timeout has expired: ends the paste. */
void pasting_idle(struct edit *e);

/* Checks n bytes from one read. They are the rest of a paste that a timeout has ended if they contain the end mark, or
 * are too many to have been typed. */
void pasting_resume(const char *bytes, size_t n);

/* Appends the question whether to send the paste, if it is being asked; in at most `columns` if it fits. */
void pasting_question(struct buf *b, size_t columns);
/* Takes a key as the answer, with its character. */
void pasting_answer(enum key key, char c);
/* Answers no. */
void pasting_refuse(void);

/* Copies the next line to send to `line`, of INPUT_LINE_BYTES + 1 bytes, with a NUL. A longer line is returned in
 * pieces. False: there is none left. */
bool pasting_next(char *line, size_t *len);

/* Shows the user the lines of the paste that were not sent. `line`: a buffer as above. */
void pasting_abandon(char *line);

#endif
