/* arguments.h: the command line. */
#ifndef CLIENT_ARGUMENTS_H
#define CLIENT_ARGUMENTS_H

#include "client/options.h"

/* Sets all options by the command line and by what holds without it. Returns -1 when there is work to do; else what was
 * asked for is done, or what is wrong is said, and this is the exit status. */
int arguments_read(struct options *o, int argc, char **argv);

#endif
