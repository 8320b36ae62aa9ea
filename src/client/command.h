/* command.h: what begins with a slash. */
#ifndef CLIENT_COMMAND_H
#define CLIENT_COMMAND_H

#include <stddef.h>

/* Does what a person typed: a command, or text for the current channel. The line is changed, and stays in use until
 * session_takes says true again. */
void command_run(char *line, size_t len);

#endif
