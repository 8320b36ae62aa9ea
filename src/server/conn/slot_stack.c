/* slot_stack.c: the stacks of the clients' threads. Owns slot_stacks[]. */
#include "server/conn/slot_stack.h"

#include "base/check.h"

#define PAINT 0xa5c35a3cu
#define CANARY_WORDS 4 /* the lowest words, which must never be written */

void slot_stack_check(int index)
{
	for (int i = 0; i < CANARY_WORDS; i++)
		if (slot_stacks[index].words[i] != PAINT)
			bug("a client thread's stack has run over: raise SLOT_STACK in limits.h");
}

/* Reads the stacks of running threads, which a sanitizer would report. */
__attribute__((no_sanitize("thread"))) int slot_stacks_used(void)
{
	int least_free = SLOT_STACK;

	for (int i = 0; i < CLIENTS; i++) {
		int unused = 0;
		while (unused < SLOT_STACK / 4 && slot_stacks[i].words[unused] == PAINT)
			unused++;
		if (unused * 4 < least_free)
			least_free = unused * 4;
	}
	return SLOT_STACK - least_free;
}

void slot_stack_paint(int index)
{
	for (int w = 0; w < SLOT_STACK / 4; w++)
		slot_stacks[index].words[w] = PAINT;
}
