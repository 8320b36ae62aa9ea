/* search.h: what was said that contains a word. */
#ifndef CLIENT_IRC_SEARCH_H
#define CLIENT_IRC_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "client/irc/windows.h"

/* Searches a window for text that contains the word, of at most SEARCH_WORD bytes: shows what is remembered, and goes
 * on in the server's history where there is one. */
void search_begin(const struct window *window, const char *word);

/* A message of the page of history that was asked for with this number. text: as it is shown, or NULL for what is not;
 * what was said begins at `said`. */
void search_hear(int number, const struct place *place, const char *text, size_t len, size_t said);

#endif
