/* incoming.c: incoming messages: the window they belong to, and whether they are addressed to the user. */
#include "client/irc/incoming.h"

#include <string.h>

#include "client/irc/nicklist.h"
#include "client/irc/register.h"
#include "irc/name.h"

/* True for a byte that may be part of a nick: letters and digits of any script, and the special characters of RFC
 * 2812. */
static bool name_byte(char c)
{
	char folded = name_fold(c);

	return (folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 ||
	       (c != '\0' && strchr("[]\\`_^{|}-", c) != NULL);
}

/* True when the text contains the nick as a whole word. */
static bool mentions(const char *text, const char *nick)
{
	size_t n = strlen(nick);

	for (const char *p = text; *p != '\0' && n > 0; p++) {
		bool start = p == text || !name_byte(p[-1]);
		if (start && name_starts(p, nick, n) && !name_byte(p[n]))
			return true;
	}
	return false;
}

/* Records the message's place as the window's first or last one. */
static void keep_place(struct window *window, const struct place *place)
{
	if (place->when == 0)
		return;
	if (place->when >= window->last.when)
		window->last = *place;
	if (window->first.when == 0 || place->when < window->first.when)
		window->first = *place;
}

struct window *incoming_window(const struct irc_msg *m, const struct origin *from)
{
	const char *to = irc_param(m, 0), *channel = name_without_rank(to);

	if (name_has_channel_prefix(channel))
		return windows_find(channel);
	return windows_find(from->own ? to : from->nick);
}

void incoming_hear(const struct irc_msg *m, const struct origin *from, struct ui_look *look)
{
	const char *to = irc_param(m, 0), *text = irc_param(m, 1);
	const char *channel = name_without_rank(to);
	bool private = !name_has_channel_prefix(channel), notice = m->command[0] == 'N';
	struct window *window;

	if (m->source == NULL || strchr(m->source, '!') == NULL ||
	    (*text == '\1' && strncmp(text, "\1ACTION ", 8) != 0))
		return;
	window = incoming_window(m, from);
	if (window == NULL && private && !notice && ui_person() && !from->ignored)
		window = windows_open(from->own ? to : from->nick);
	if (!from->own && !from->ignored)
		look->loud = !notice && (private || mentions(text, register_nick()));
	if (window == NULL)
		return;
	keep_place(window, &from->place);
	if (from->own || from->past || from->ignored)
		return;
	nicklist_spoke(from->nick, windows_number(window));
	if (window != windows_current()) {
		window->unread++;
		window->loud |= look->loud;
	}
}
