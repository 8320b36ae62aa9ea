/* nick.c: alternatives for a nick that is refused. Pure.
 *
 * `anna`, `anna_`, `anna__`; at the maximum length, underscores replace its last letters: `ann_`, `an__`. Servers tell
 * the maximum length only after registration, so an invalid nick is first cut to the length that all servers accept. A
 * server that truncates nicks silently shows its limit when it refuses one.
 */
#include "client/irc/nick.h"

#include <string.h>

void nick_seen(struct nick *n, const char *seen)
{
	size_t len = strlen(seen);

	if (len > 0 && len < strlen(n->name) && strncmp(n->name, seen, len) == 0) {
		n->name[len] = '\0';
		n->limit = len;
	}
}

bool nick_other(struct nick *n, bool shorter)
{
	size_t len = strlen(n->name), last;
	bool replace;

	if (n->limit == 0)
		n->limit = NICK_MAX;
	if (++n->tries > NICK_TRIES || len == 0 || (shorter && len <= NICK_SHORT))
		return false;
	/* A nick that had grown before it was cut was in use. */
	replace = shorter ? n->tries > 1 : len >= n->limit;
	if (shorter)
		len = n->limit = NICK_SHORT;
	else if (!replace)
		n->name[len++] = '_';
	n->name[len] = '\0';
	if (replace) {
		for (last = len - 1; last > 0 && n->name[last] == '_'; last--)
			;
		n->name[last] = '_';
	}
	return true;
}
