/* budget.h: the budget of linnetd's memory, and its bill. */
#ifndef SERVER_SYSTEM_BUDGET_H
#define SERVER_SYSTEM_BUDGET_H

#include <stddef.h>

#include "limits.h"
#include "net/net.h"

/* The budget: bytes for everything but the kernel's socket buffers. This much for up to BUDGET_CLIENTS clients, and so
 * much more for each beyond. */
#define BUDGET_CLIENTS 64
#ifndef BUDGET_BASE
#define BUDGET_BASE (1056 * 1024)
#endif
#ifndef BUDGET_PER_CLIENT
#define BUDGET_PER_CLIENT (10 * 1024)
#endif
/* What a network in the process may add to it. The Makefile defines these as LWIP_TEXT and LWIP_STATICS for NET=lwip;
 * what the kernel needs for its own is not on the bill. */
#ifndef NET_TEXT
#define NET_TEXT 0
#endif
#ifndef NET_STATICS
#define NET_STATICS 0
#endif
/* What the page of src/web may take, compressed, beside BUDGET_TEXT; 0 without it (make WEB=no). */
#ifndef WEB_TEXT
#define WEB_TEXT 0
#endif
#define BUDGET                                                                                                    \
	(BUDGET_BASE + (CLIENTS > BUDGET_CLIENTS ? CLIENTS - BUDGET_CLIENTS : 0) * BUDGET_PER_CLIENT + NET_TEXT + \
	 NET_STATICS)
/* Code and constants, and the small statics that are not on the list (the C library's too): the build fails beyond. */
#ifndef BUDGET_TEXT
#define BUDGET_TEXT (202 * 1024)
#endif
#ifndef BUDGET_STATICS
#define BUDGET_STATICS (8 * 1024)
#endif

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
