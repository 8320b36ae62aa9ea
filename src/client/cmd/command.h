/* command.h: slash commands, and typed text. */
#ifndef CLIENT_CMD_COMMAND_H
#define CLIENT_CMD_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

/* Handles a typed line: a slash command, or text for the current window. Modifies the line. */
void command_typed(char *line, size_t len);

/* Sends text to the current window, even if it begins with a slash. False: it could not be sent, and the user was told
 * why. */
bool command_say(const char *text, size_t len);

/* The name of the n-th command that starts with these len bytes; NULL: there are fewer. */
const char *command_named(const char *prefix, size_t len, int n);

#endif
