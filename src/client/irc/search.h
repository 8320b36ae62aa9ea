/* search.h: what was said that contains a word. */
#ifndef CLIENT_IRC_SEARCH_H
#define CLIENT_IRC_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "client/irc/windows.h"

/* Remembers a line that was shown in a window: text[0 .. len), of which what was said begins at `said`. when: wall
 * clock, milliseconds since 1970 UTC. The oldest lines make room. */
void search_keep(const char *window, uint64_t when, const char *text, size_t len, size_t said);

/* Lines of that window are missing between what is remembered and what follows: it forgets the window's. */
void search_forget(const char *window);

/* Searches the room for text that contains the word, of at most SEARCH_WORD bytes: shows what is remembered, and goes
 * on in the server's history where there is one. */
void search_begin(const struct window *window, const char *word);

/* A message of the page of history that was asked for with this number. text: as it is shown, or NULL for what is not;
 * what was said begins at `said`. */
void search_hear(int number, const struct place *place, const char *text, size_t len, size_t said);

/* That page ends, and whether it is as long as a page may be; or it will not come. */
void search_page(int number, bool full);

#endif
