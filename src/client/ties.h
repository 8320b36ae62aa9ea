/* ties.h: ties the folders of the client together. */
#ifndef CLIENT_TIES_H
#define CLIENT_TIES_H

#include <stdbool.h>

#include "client/options.h"

/* Begins to read lines from the standard input, if `wanted`. Call it after ui_open. */
void ties_input(bool wanted);

/* Starts everything else, and begins to connect; `o` stays where it is. */
void ties_start(struct options *o);

#endif
