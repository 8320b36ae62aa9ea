/* large_input.h: the few large input buffers, for lines whose tags do not fit in a slot's own. Under the chat lock. */
#ifndef SERVER_CONN_LARGE_INPUT_H
#define SERVER_CONN_LARGE_INPUT_H

#include <stdint.h>

#include "server/conn/slot.h"

/* One large buffer and who has it. */
struct large_input {
	uint64_t since_ms; /* clock_ms when it was taken, or when a line in it was last run */
	int16_t owner;     /* a slot's number + 1; 0: nobody */
	char bytes[LARGE_INPUT_BYTES];
};
extern struct large_input large_inputs[LARGE_INPUTS];

/* Moves the slot's input into a large buffer; waits for one while others have them all. Who keeps others waiting with a
 * line that does not end is closed after LARGE_MS. */
void large_input_take(struct slot *s);

/* Lines have been run: moves the input back when what is left of it fits, so that others get the buffer. `closing`: in
 * any case, for nothing will be read any more. */
void large_input_give(struct slot *s, bool closing);

#endif
