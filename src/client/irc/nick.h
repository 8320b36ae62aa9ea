/* nick.h: another nick, when one cannot be had. */
#ifndef CLIENT_IRC_NICK_H
#define CLIENT_IRC_NICK_H

#include <stdbool.h>
#include <stddef.h>

#include "client/client_limits.h"

/* The nick one asks for. Start with a nick, and zeros. */
struct nick {
	char name[NICK_NAME_MAX + 1];
	size_t limit; /* bytes it may have, as far as one knows; 0: NICK_MAX */
	int tries;
};

/* The server refused a nick, and named it as `seen`. When that is only the beginning of ours, the server cuts nicks to
 * that length, and ours becomes as short: to let it grow again would ask for the same nick again. */
void nick_seen(struct nick *n, const char *seen);

/* The server refused the nick: changes it into one that resembles it. `shorter`: it was not in use but not allowed,
 * which is its length, or nothing that can be helped. False: there is nothing left to try. */
bool nick_other(struct nick *n, bool shorter);

#endif
