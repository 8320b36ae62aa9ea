/* parse.h: parses an IRC line in place. */
#ifndef IRC_PARSE_H
#define IRC_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "limits.h"

/* A parsed line. All strings point into the line. */
struct irc_msg {
	const char *tags;               /* without the '@', or NULL */
	const char *source;             /* without the ':', or NULL */
	const char *command;            /* "" when the line has none */
	const char *params[PARAMS_MAX]; /* the last one may contain spaces */
	int nparams;
};

/* Parses a NUL-terminated line without its line end; spaces become NULs. Returns 0; -1: it has no command. With more
 * than PARAMS_MAX parameters, the last one takes the rest of the line (RFC 1459 section 2.3.1). Source: Modern IRC,
 * "Message Format". */
int irc_parse(struct irc_msg *m, char *line);

/* Parameter n, counted from 0; "": there are fewer. */
const char *irc_param(const struct irc_msg *m, int n);

/* Splits off the word at *s and ends it with a NUL. Moves *s to the next word, or to the end. */
char *irc_word(char **s);

/* The next tag, `key` or `key=value`, still escaped, and its length; moves *tags past it. NULL: the end, or *tags is
 * NULL. */
const char *irc_tag_next(const char **tags, size_t *len);

/* Whether a tag is a client-only tag (`+key` or `+vendor/key`, IRCv3 message-tags, "Format"), the only kind that a
 * server relays. */
bool irc_tag_is_clients(const char *tag, size_t len);

/* The value of the last tag with this key, still escaped, and its length; NULL: there is none. */
const char *irc_tag_raw(const char *tags, const char *key, size_t *len);

/* Removes empty tags, and all but the last tag of each key (IRCv3 message-tags, "Format": all but the final occurrence
 * are disregarded). Works in place; returns the new start of the tags. Worst-case time: the length times the number of
 * tags. */
char *irc_tags_last(char *tags);

/* Copies the value of a tag, unescaped, into `value`, cut to size - 1 bytes. False: there is no such tag. Source: IRCv3
 * message-tags, "Escaping Values". */
bool irc_tag(const char *tags, const char *key, char *value, int size);

/* Copies the nick of a source `nick!user@host`, or a server's name. */
void irc_source_nick(const char *source, char *nick, int size);

/* Whether a text is a CTCP message other than ACTION, so that it is meant for a program, not for a user. */
bool irc_is_ctcp(const char *text);

/* Copies the next item of a list such as `#a,#b`, cut to size - 1 bytes; moves *list past it. Bytes of a character that
 * is cut become '?', so that a cut item always has size - 1 bytes. Empty items are skipped. False: the end. */
bool irc_list_next(const char **list, char *item, int size);

/* Whether a list of words, separated by spaces, contains a word. */
bool irc_list_has(const char *list, const char *word);

#endif
