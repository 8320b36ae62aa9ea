/* slot_stack.h: the stacks of the clients' threads. */
#ifndef SERVER_CONN_SLOT_STACK_H
#define SERVER_CONN_SLOT_STACK_H

#include <stdint.h>

#include "limits.h"

/* A client thread's stack; the lowest bytes are its canary. */
union slot_stack {
	uint32_t words[SLOT_STACK / 4];
	long double align;
};
extern union slot_stack slot_stacks[CLIENTS];

/* Paints a stack, for the other functions. Before its thread is started. */
void slot_stack_paint(int index);

/* Checks the canary: bug() when a slot's thread has overflowed its stack. */
void slot_stack_check(int index);

/* The deepest use of any client thread's stack so far, bytes of SLOT_STACK. */
int slot_stacks_used(void);

#endif
