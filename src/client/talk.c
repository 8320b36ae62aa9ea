/* talk.c: what is said: in which room it belongs, and whether it speaks to whoever sits here. */
#include "client/talk.h"

#include <string.h>

#include "client/people.h"
#include "client/register.h"
#include "irc/name.h"

/* A byte that may stand in a nick: letters and digits of any script, and RFC 2812's others. */
static bool name_byte(char c)
{
	char folded = name_fold(c);

	return (folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 ||
	       (c != '\0' && strchr("[]\\`_^{|}-", c) != NULL);
}

/* True when a text names a nick, as a word of its own. */
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

/* Remembers where in its room the message stands. */
static void keep_place(struct room *room, const struct place *place)
{
	if (place->when == 0)
		return;
	if (place->when >= room->last.when)
		room->last = *place;
	if (room->first.when == 0 || place->when < room->first.when)
		room->first = *place;
}

void talk_hear(const struct irc_msg *m, const struct origin *from, struct ui_look *look)
{
	const char *to = irc_param(m, 0), *text = irc_param(m, 1);
	const char *channel = name_without_rank(to);
	bool private = !name_has_channel_prefix(channel), notice = m->command[0] == 'N';
	struct room *room;

	if (m->source == NULL || strchr(m->source, '!') == NULL ||
	    (*text == '\1' && strncmp(text, "\1ACTION ", 8) != 0))
		return;
	if (private)
		room = rooms_find(from->own ? to : from->nick);
	else
		room = rooms_find(channel);
	if (room == NULL && private && !notice && ui_person())
		room = rooms_open(from->own ? to : from->nick);
	if (!from->own)
		look->loud = !notice && (private || mentions(text, register_nick()));
	if (room == NULL)
		return;
	keep_place(room, &from->place);
	if (from->own || from->past)
		return;
	people_spoke(from->nick, rooms_number(room));
	if (room != rooms_current()) {
		room->unread++;
		room->loud |= look->loud;
	}
}
