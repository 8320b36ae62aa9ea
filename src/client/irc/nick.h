/* nick.h: alternatives for a nick that is refused. */
#ifndef CLIENT_IRC_NICK_H
#define CLIENT_IRC_NICK_H

#include <stdbool.h>
#include <stddef.h>

#include "client/client_limits.h"

/* The nick to register with. Initialize it with a nick and zeros. */
struct nick {
	char name[NICK_NAME_MAX + 1];
	size_t limit; /* its longest length in bytes, as far as known; 0: NICK_MAX */
	int tries;
};

/* The server refused a nick and named it as `seen`. If `seen` is only the beginning of ours, the server truncates nicks
 * to that length. Then ours is cut as well: if it grew again, we would request the same nick again. */
void nick_seen(struct nick *n, const char *seen);

/* The server refused the nick: changes it to a similar one. `shorter`: it was invalid, not in use; then only a shorter
 * one can help. False: there are no more alternatives. */
bool nick_other(struct nick *n, bool shorter);

#endif
