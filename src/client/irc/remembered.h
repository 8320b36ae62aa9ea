/* remembered.h: recent messages, kept for searches. */
#ifndef CLIENT_IRC_REMEMBERED_H
#define CLIENT_IRC_REMEMBERED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Keeps a line that was shown in a window. text[said .. len) is the message itself. when: wall clock, milliseconds
 * since 1970 UTC. The oldest lines are dropped when there is no room. */
void remembered_keep(const char *window, uint64_t when, const char *text, size_t len, size_t said);

/* Lines are missing between the window's kept lines and the next one: drops the kept ones. */
void remembered_forget(const char *window);

/* A kept line. Its text is valid until the next line is kept or dropped. */
struct remembered {
	uint64_t when;
	size_t said;
	const char *text;
};

/* The window's next line from *at on, oldest first. *at starts at 0. False: there is none left. */
bool remembered_next(const char *window, size_t *at, struct remembered *line);

#endif
