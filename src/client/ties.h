/* ties.h: connects the folders of the client to each other. */
#ifndef CLIENT_TIES_H
#define CLIENT_TIES_H

#include <stdbool.h>

#include "client/options.h"

/* Opens the standard input for reading lines, if `wanted`. Call it after ui_open. */
void ties_input(bool wanted);

/* Starts everything else, and begins to connect. Keeps a pointer to `o`. */
void ties_start(struct options *o);

#endif
