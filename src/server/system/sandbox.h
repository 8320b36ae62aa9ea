/* sandbox.h: the system calls that are left once linnetd serves, enforced by the kernel (seccomp(2)). */
#ifndef SERVER_SYSTEM_SANDBOX_H
#define SERVER_SYSTEM_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits.h"

/* 0 builds without: for sanitizers, which map memory and open files whenever they like. */
#ifndef SANDBOX
#define SANDBOX 1
#endif

/* One instruction of such a filter: struct sock_filter of linux/filter.h. */
struct sandbox_step {
	uint16_t code;
	uint8_t if_true, if_false;
	uint32_t value;
};

/* Where a thread stands that has made a forbidden call, to say so; before there is a filter, it is made here. */
union sandbox_stack {
	char bytes[SANDBOX_STACK];
	struct sandbox_step steps[SANDBOX_STACK / sizeof(struct sandbox_step)];
	long double align;
};

/* `stack` stays for good. Main thread, once, before any other thread is started. */
void sandbox_init(union sandbox_stack *stack);

/* Forbids all threads of the process, for good, what serving does not need: an attempt ends linnetd after a log line.
 * Files may be opened in folders[0 .. n), as kept_file.h does it; -1 is none. 0; or -1 where the kernel has no filters,
 * after a log line: an error if the sandbox is required, else a warning. Main thread, once. */
int sandbox_enter(const int *folders, int n, bool required);

/* Gives the calling thread, whose own stack is small, a place for that log line. Signal SIGSYS must not be blocked. */
void sandbox_thread(void);

/* Writes the filter into steps[0 .. most); returns how many it takes. For sandbox_enter, and to be tested. */
int sandbox_filter(struct sandbox_step *steps, int most, const int *folders, int n);

#endif
