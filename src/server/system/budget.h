/* budget.h: the bill of linnetd's memory. */
#ifndef SERVER_SYSTEM_BUDGET_H
#define SERVER_SYSTEM_BUDGET_H

#include <stddef.h>

#include "net/net.h"

/* All static objects of linnetd but for the network's, in server/objects.c, which alone knows their types. */
extern const struct net_object budget_objects[];
extern const int budget_object_count;

/* Bytes of all objects on that list, with the stacks. In the symbol table, so that the build can compare it with what
 * the linker laid out. */
extern const size_t budget_listed_bytes;

/* Calls `row` for each row of the bill: what it is, how many of what size (0: not told), and bytes in all. */
void budget_each(void (*row)(void *with, const char *what, size_t count, size_t each, size_t bytes), void *with);

/* Writes the bill to standard output: 0, or -1 and errno. */
int budget_print(void);

/* Touches every page of the image, so that the memory that linnetd uses is all there from the start: it can run out
 * of memory then, or never. It writes back what it reads: before any thread is started. */
void budget_touch(void);

#endif
