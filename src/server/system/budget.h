/* budget.h: linnetd's memory budget and its memory bill. */
#ifndef SERVER_SYSTEM_BUDGET_H
#define SERVER_SYSTEM_BUDGET_H

#include <stddef.h>

#include "limits.h"
#include "net/net.h"

/* Number of clients that BUDGET_BASE covers. */
#define BUDGET_CLIENTS 64
/* Budget for up to BUDGET_CLIENTS clients, bytes: all memory but the kernel's socket buffers. */
#ifndef BUDGET_BASE
#define BUDGET_BASE (1056 * 1024)
#endif
/* Budget for each further client, bytes. */
#ifndef BUDGET_PER_CLIENT
#define BUDGET_PER_CLIENT (10 * 1024)
#endif
/* Code of a network in the process, bytes: the Makefile defines it as LWIP_TEXT for NET=lwip. The kernel's own network
 * is not counted. */
#ifndef NET_TEXT
#define NET_TEXT 0
#endif
/* Static data of a network in the process, bytes: LWIP_STATICS for NET=lwip. */
#ifndef NET_STATICS
#define NET_STATICS 0
#endif
/* Size limit of the page of src/web, compressed, bytes, in addition to BUDGET_TEXT; 0 without it (make WEB=no). */
#ifndef WEB_TEXT
#define WEB_TEXT 0
#endif
/* Code of accounts, bytes, in addition to BUDGET_TEXT, and their static data; 0 without them (make ACCOUNTS=0). */
#ifndef ACCOUNT_TEXT
#define ACCOUNT_TEXT (ACCOUNTS > 0 ? 14 * 1024 : 0)
#endif
#ifndef ACCOUNT_STATICS
#define ACCOUNT_STATICS (ACCOUNTS > 0 ? 1024 + 132 * ACCOUNTS + 624 * CLIENTS : 0)
#endif
/* The whole budget, bytes. */
#define BUDGET                                                                                                    \
	(BUDGET_BASE + (CLIENTS > BUDGET_CLIENTS ? CLIENTS - BUDGET_CLIENTS : 0) * BUDGET_PER_CLIENT + NET_TEXT + \
	 NET_STATICS + ACCOUNT_TEXT + ACCOUNT_STATICS)
/* Limit of code and constants, bytes; a larger build fails. */
#ifndef BUDGET_TEXT
#define BUDGET_TEXT (213 * 1024)
#endif
/* Limit of static data that is not on the list, bytes, the C library's included; a larger build fails. */
#ifndef BUDGET_STATICS
#define BUDGET_STATICS (8 * 1024)
#endif

/* All static objects of linnetd except the network's. Defined in server/objects.c, the only file that knows all their
 * types. */
extern const struct net_object budget_objects[];
extern const int budget_object_count;

/* Total size of the objects on that list, with the stacks, bytes. A symbol, so that the build can compare it with the
 * linker's layout. */
extern const size_t budget_listed_bytes;

/* Calls `row` for each row of the memory bill: its name, the number of objects and the size of each (0: none given),
 * and the total, bytes. */
void budget_each(void (*row)(void *with, const char *what, size_t count, size_t each, size_t bytes), void *with);

/* Prints the memory bill to standard output. 0, or -1 and errno. */
int budget_print(void);

/* Touches every page of the image, so that linnetd has all its memory from the start: it can run out of memory only
 * here. Before any thread is started, because it writes back what it reads. */
void budget_touch(void);

#endif
