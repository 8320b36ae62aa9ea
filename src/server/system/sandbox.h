/* sandbox.h: the system call filter (seccomp(2)), which the kernel enforces once linnetd serves. */
#ifndef SERVER_SYSTEM_SANDBOX_H
#define SERVER_SYSTEM_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits.h"

/* 0 builds without the sandbox: sanitizers map memory and open files at any time. */
#ifndef SANDBOX
#define SANDBOX 1
#endif

/* One instruction of the filter: struct sock_filter of linux/filter.h. */
struct sandbox_step {
	uint16_t code;
	uint8_t if_true, if_false;
	uint32_t value;
};

/* The alternate signal stack for the handler of SIGSYS. Before the filter is set, it holds the filter's instructions.
 */
union sandbox_stack {
	char bytes[SANDBOX_STACK];
	struct sandbox_step steps[SANDBOX_STACK / sizeof(struct sandbox_step)];
	long double align;
};

/* Sets the signal stack, which must stay valid. Main thread, once, before any other thread is started. */
void sandbox_init(union sandbox_stack *stack);

/* Enters the sandbox, with all threads, permanently. A forbidden call ends linnetd, after a log line. Files can still
 * be opened in folders[0 .. n), as in kept_file.h; -1: no folder. Returns 0; -1: the kernel has no such filter, which
 * is logged: as an error if `required`, else as a warning. Main thread, once. */
int sandbox_enter(const int *folders, int n, bool required);

/* Gives the calling thread the signal stack: its own stack is too small for the log line. SIGSYS must not be blocked.
 */
void sandbox_thread(void);

/* Writes the filter into steps[0 .. most); returns the number of steps. For sandbox_enter and for unit tests. */
int sandbox_filter(struct sandbox_step *steps, int most, const int *folders, int n);

#endif
