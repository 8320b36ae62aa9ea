/* defaults.h: the defaults of the options, which the command line overrides. */
#ifndef CLIENT_DEFAULTS_H
#define CLIENT_DEFAULTS_H

#include "client/options.h"

/* Sets all options from the environment, the configuration file and the built-in defaults. Returns -1 on success;
 * otherwise the exit status, after an error has been logged. */
int defaults_set(struct options *o);

#endif
