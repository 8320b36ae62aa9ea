/* arguments.h: the command line. */
#ifndef CLIENT_ARGUMENTS_H
#define CLIENT_ARGUMENTS_H

#include "client/options.h"

/* Sets all options: the defaults first, then the command line over them. Returns -1 when the program is to go on;
 * otherwise the exit status, after --help or --version has been printed or an error has been logged. */
int arguments_read(struct options *o, int argc, char **argv);

#endif
