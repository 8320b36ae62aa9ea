/* rooms.h: the channels one is in. */
#ifndef CLIENT_ROOMS_H
#define CLIENT_ROOMS_H

#include <stdbool.h>

/* The one that is talked to; "" when there is none. */
const char *rooms_current(void);

bool rooms_in(const char *name);

/* Makes one that one is in the current one. */
void rooms_select(const char *name);

/* One has joined: it becomes the current one. False: there is no room for it, it cannot be talked to. */
bool rooms_add(const char *name);

/* One has left: the one joined last before becomes the current one. */
void rooms_remove(const char *name);

#endif
