/* scratch.h: buffers for lines being written. There is one event at a time, so each buffer exists once. */
#ifndef CHAT_SCRATCH_H
#define CHAT_SCRATCH_H

#include "limits.h"

/* Under the chat lock; their contents are lost when it is released. */
enum {
	SCRATCH_EVENT, /* the event's line as IRC; for event.c only */
	SCRATCH_COPY,  /* a copy to be parsed; or a line about the response (labeled.c) */
	SCRATCH_PLAIN, /* the line for plain readers; for event.c only */
	SCRATCH_LIST,  /* a list that becomes the end of a line; for handlers of commands */
	SCRATCH_LINE,  /* a line of a multiline message (lines.c) */
	SCRATCH_LINES
};
struct scratch_line {
	char text[2 * LINE_MAX_BYTES];
};
extern struct scratch_line scratch_lines[SCRATCH_LINES];

#endif
