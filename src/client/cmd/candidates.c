/* candidates.c: the candidates for Tab completion: commands, channels and nicks.
 *
 * Owns nothing. Nicks of the current window are offered most recent speaker first.
 */
#include "client/cmd/candidates.h"

#include <string.h>

#include "client/cmd/command.h"
#include "client/irc/nicklist.h"
#include "client/irc/windows.h"
#include "client/text/text.h"
#include "client/tty/complete.h"
#include "irc/name.h"

static const char *window_named(const char *prefix, size_t len, int n)
{
	const struct window *window;

	for (int i = 0; i < WINDOWS; i++)
		if ((window = windows_at(i)) != NULL && name_starts(window->name, prefix, len) &&
		    text_plain(window->name, COMPLETE_WORD) && n-- == 0)
			return window->name;
	return NULL;
}

const char *candidates_find(const char *word, bool first, int n, const char **behind)
{
	const struct window *window = windows_current();
	size_t len = strlen(word);

	*behind = " ";
	if (first && word[0] == '/')
		return command_named(word + 1, len - 1, n);
	if (name_has_channel_prefix(word))
		return window_named(word, len, n);
	if (first)
		*behind = ": ";
	if (window != NULL &&
	    window->person) /* in a private conversation, the other user may share no channel with us */
		return n > 0 ? NULL : window_named(word, len, 0);
	return nicklist_find(window != NULL ? windows_number(window) : -1, word, len, n);
}
