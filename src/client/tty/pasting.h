/* pasting.h: a paste on its way: from the terminal, over the question whether it is meant, to what is said. */
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
	PASTING_COMES,   /* the terminal will tell its end */
	PASTING_GATHERS, /* it will not */
	PASTING_ASKS,
	PASTING_SAYS,
};
enum pasting pasting_state(void);

/* It begins: the terminal says so; or it does not, and many lines have come at once. */
void pasting_begin(void);
void pasting_suspect(void);

/* Takes what comes of it; at its end, one line goes into the line being typed, if there is room. */
void pasting_byte(struct edit *e, char byte);
void pasting_gather(const char *bytes, size_t n);

/* Milliseconds of silence after which it is over, or 0; and then ends it. */
uint32_t pasting_pause(void);
void pasting_idle(struct edit *e);

/* n bytes have come at once. When silence had ended the paste, and they hold its end or are more than anybody types,
 * they are the rest of it. */
void pasting_resume(const char *bytes, size_t n);

/* Appends the question to the person, if there is one, in at most `columns` where that can be; takes a key as its
 * answer, with its character; or the answer is no. */
void pasting_question(struct buf *b, size_t columns);
void pasting_answer(enum key key, char c);
void pasting_refuse(void);

/* The next line that is to be said, or as much of it as is said at once: copied to `line`, of INPUT_LINE_BYTES + 1
 * bytes, with a NUL. False: there is none left. */
bool pasting_next(char *line, size_t *len);

/* Tells what of it was not said. `line` as above. */
void pasting_abandon(char *line);

#endif
