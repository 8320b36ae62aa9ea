/* scratch.h: lines being written: there is one event at a time, so each exists once for the whole server. */
#ifndef CHAT_SCRATCH_H
#define CHAT_SCRATCH_H

#include "limits.h"

/* Under the chat lock; what is in them is lost when it is let go. */
enum {
	SCRATCH_EVENT, /* the line as IRC; event.c's alone */
	SCRATCH_COPY,  /* a copy, to be taken apart; or a line about the event (labeled.c) */
	SCRATCH_PLAIN, /* the line for plain readers; event.c's alone */
	SCRATCH_LIST,  /* a list that becomes the end of a line; for whoever answers */
	SCRATCH_LINE,  /* a line of a message of several (lines.c) */
	SCRATCH_LINES
};
struct scratch_line {
	char text[2 * LINE_MAX_BYTES];
};
extern struct scratch_line scratch_lines[SCRATCH_LINES];

#endif
