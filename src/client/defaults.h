/* defaults.h: what holds unless the command line says otherwise. */
#ifndef CLIENT_DEFAULTS_H
#define CLIENT_DEFAULTS_H

#include "client/options.h"

/* Sets all options by the environment, the file of defaults, or what is built in. Returns -1; or what is wrong is said,
 * and this is the exit status. */
int defaults_set(struct options *o);

#endif
