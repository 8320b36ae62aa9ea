/* logger.h: the log, which makes nobody wait.
 *
 * Lines are put into a ring, and a thread of its own writes them: to standard error, which may be a pipe that nobody
 * reads, a terminal that is stopped, or a file on a disk that hangs, or to the system's log. O_NONBLOCK would do that
 * too, but a descriptor shares it with every other process that has it, a shell say. When the ring is full lines are
 * lost, and how many is told when the log goes on; errors and warnings have the last quarter for themselves.
 */
#ifndef SERVER_SYSTEM_LOGGER_H
#define SERVER_SYSTEM_LOGGER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/log.h"
#include "limits.h"

struct logger_ring {
	char bytes[LOG_RING];
};
extern struct logger_ring logger_ring[1];

union logger_stack {
	char bytes[LOG_STACK];
	long double align;
};
extern union logger_stack logger_stack[1];

/* From now on lines go through here, to the system's log or to standard error; they are written at once until
 * logger_start. */
void logger_open(bool system);

/* Starts the thread. Main thread, once, with all signals blocked. */
void logger_start(void);

/* Waits until what is in the ring has been written, at most LOG_FINISH_MS. */
void logger_finish(void);

#endif
