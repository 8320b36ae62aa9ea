/* command.h: what begins with a slash. */
#ifndef CLIENT_CMD_COMMAND_H
#define CLIENT_CMD_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

/* Does what a person typed: a command, or text for the current window. The line is changed. */
void command_typed(char *line, size_t len);

/* Says text to the current window, whatever it looks like. False: it could not be, and that has been told. */
bool command_say(const char *text, size_t len);

/* The name of the n-th command that starts with these len bytes; NULL: there are not so many. */
const char *command_named(const char *prefix, size_t len, int n);

#endif
