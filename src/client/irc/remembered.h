/* remembered.h: the last lines that were said, for a search. */
#ifndef CLIENT_IRC_REMEMBERED_H
#define CLIENT_IRC_REMEMBERED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Remembers a line that was shown in a window: text[0 .. len), of which what was said begins at `said`. when: wall
 * clock, milliseconds since 1970 UTC. The oldest lines make room. */
void remembered_keep(const char *window, uint64_t when, const char *text, size_t len, size_t said);

/* Lines of that window are missing between what is remembered and what follows: forgets the window's. */
void remembered_forget(const char *window);

/* A line that is remembered; valid until the next is kept or forgotten. */
struct remembered {
	uint64_t when;
	size_t said;
	const char *text;
};

/* The window's next line from *at on, the oldest first; *at is 0 at first. False: there is none left. */
bool remembered_next(const char *window, size_t *at, struct remembered *line);

#endif
