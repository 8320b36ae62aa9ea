/* search.h: searches for messages that contain a word. */
#ifndef CLIENT_IRC_SEARCH_H
#define CLIENT_IRC_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "client/irc/windows.h"

/* Searches a window for messages that contain the word, of at most SEARCH_WORD bytes. Shows matches among the
 * remembered lines, then continues in the server's history if there is one. */
void search_begin(const struct window *window, const char *word);

/* Handles a message of a history page requested for search `number`. text: the message as shown, or NULL if it is not
 * shown. The message itself begins at text[said]. */
void search_hear(int number, const struct place *place, const char *text, size_t len, size_t said);

#endif
