/* plain.h: IRC for people without a client: what they type as commands, what they get as text. */
#ifndef IRC_PLAIN_H
#define IRC_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "irc/parse.h"

/* The channel that plain mode talks in from the start, until it gets another name. */
#define PLAIN_LOBBY "#lobby"

enum plain_input {
	PLAIN_COMMAND, /* m is the IRC command to run */
	PLAIN_NOTHING, /* an empty line */
	PLAIN_HELP,    /* the person asks what can be typed */
	PLAIN_UNKNOWN, /* no such command: m->command is its name, with the slash */
	PLAIN_USAGE,   /* something is missing: m->command is the sentence that says what */
};

/* Takes apart what a person typed: `text`, `/me text`, `/msg nick text`, `/nick name`, `/join #channel`,
 * `/part`, `/topic`, `/who`, `/list`, `/help`, `/quit`; `//x` says `/x`. `channel` is where text goes: it is itself
 * the first parameter of such a command. Works in place: LINE_HEADROOM bytes in front of the line must be free, and the
 * byte behind its NUL is left alone. */
enum plain_input plain_parse(struct irc_msg *m, char *line, const char *channel);

/* What `/me text` becomes; behind the text comes one more \1. */
#define PLAIN_ACTION "\1ACTION "

/* Writes an IRC line as text for a person, ended with CR LF, and returns true; false when there is nothing to tell.
 * What is said in the channel `lobby` does not name it. No control byte gets through: it may be a terminal that shows
 * it. */
bool plain_render(struct buf *out, const struct irc_msg *m, const char *lobby);

/* True when the first line of a connection is IRC, false when it must be a person's: it starts with a command known to
 * IRC, which is written in capitals or has a parameter behind it ("nick" alone may be somebody's name). */
bool plain_is_irc(const char *line);

#endif
