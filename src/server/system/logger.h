/* logger.h: the asynchronous log: no thread waits for the output.
 *
 * Lines go into a ring. A separate thread writes them to the system's log or to standard error, which may block: an
 * unread pipe, a stopped terminal, a file on a hanging disk. O_NONBLOCK is no alternative, because it would also apply
 * to other processes that share the descriptor, such as a shell. When the ring is full, lines are lost, and the log
 * reports their number later. The last quarter is reserved for errors and warnings.
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

/* Directs all log lines here: to the system's log if `system`, else to standard error. They are written synchronously
 * until logger_start. */
void logger_open(bool system);

/* Starts the thread. Main thread, once, with all signals blocked. */
void logger_start(void);

/* Waits until the ring has been written, at most LOG_FINISH_MS. */
void logger_finish(void);

#endif
