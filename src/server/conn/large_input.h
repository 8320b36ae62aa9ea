/* large_input.h: the few large input buffers, for lines that do not fit in a slot's own. Under the chat lock. */
#ifndef SERVER_CONN_LARGE_INPUT_H
#define SERVER_CONN_LARGE_INPUT_H

#include <stdint.h>

#include "server/conn/slot.h"

/* One large buffer and its owner. */
struct large_input {
	uint64_t since_ms; /* clock_ms when it was taken, or when a line in it was last run */
	int16_t owner;     /* a slot's number + 1; 0: none */
	char bytes[LARGE_INPUT_BYTES];
};
extern struct large_input large_inputs[LARGE_INPUTS];

/* Moves the slot's input into a large buffer; waits while others have them all. Meanwhile, an owner whose line has not
 * ended after LARGE_MS is closed. */
void large_input_take(struct slot *s);

/* After lines have been run: moves the rest of the input back if it fits, and gives the buffer back. `closing`: gives
 * it back in any case, since nothing more will be read. */
void large_input_give(struct slot *s, bool closing);

#endif
