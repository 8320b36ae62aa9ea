/* plain.h: plain mode: IRC without a client. Translates typed text to IRC, and IRC to text. */
#ifndef IRC_PLAIN_H
#define IRC_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "irc/parse.h"

/* The initial name of the channel that plain clients join first. */
#define PLAIN_LOBBY "#lobby"

enum plain_input {
	PLAIN_COMMAND, /* m is the IRC command to run */
	PLAIN_NOTHING, /* an empty line */
	PLAIN_HELP,    /* the user asks for help */
	PLAIN_UNKNOWN, /* no such command: m->command is its name, with the slash */
	PLAIN_USAGE,   /* an argument is missing: m->command is the error message */
};

/* Parses a typed line: `text`, `/me text`, `/msg nick text`, `/nick name`, `/join #channel`, `/part`, `/topic`, `/who`,
 * `/list`, `/register password`, `/login [name] password`, `/help`, `/quit`, for operators of a channel `/kick`,
 * `/ban`, `/unban`, `/op`, `/deop`, `/invite`, `/mode`; `//x` sends the text `/x`. `channel` is the channel that text
 * is sent to; m->params points to it. Works in place: LINE_HEADROOM bytes before the line must be free; the byte after
 * its NUL is not changed. */
enum plain_input plain_parse(struct irc_msg *m, char *line, const char *channel);

/* The prefix of CTCP ACTION, which `/me text` becomes; the text is followed by another \1. */
#define PLAIN_ACTION "\1ACTION "

/* Renders an IRC line as text that ends with CR LF. False: the line is not for users. Messages in the channel `lobby`
 * do not show its name. Control characters are removed, because the reader may be a terminal. */
bool plain_render(struct buf *out, const struct irc_msg *m, const char *lobby);

/* Whether the first line of a connection is IRC, not a plain client's name: it starts with an IRC command, in capitals
 * or followed by a parameter ("nick" alone may be a name). */
bool plain_is_irc(const char *line);

#endif
