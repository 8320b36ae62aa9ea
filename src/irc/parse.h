/* parse.h: one IRC line taken apart in place. */
#ifndef IRC_PARSE_H
#define IRC_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "limits.h"

/* All strings point into the line. */
struct irc_msg {
	const char *tags;               /* without the '@', or NULL */
	const char *source;             /* without the ':', or NULL */
	const char *command;            /* "" when the line has none */
	const char *params[PARAMS_MAX]; /* the last one may hold spaces */
	int nparams;
};

/* Takes apart a NUL-terminated line without its line end: spaces become NULs. Returns 0, or -1 when there is no
 * command. More than PARAMS_MAX parameters: the last one takes the rest, spaces and all (RFC 1459 section 2.3.1).
 * Source: Modern IRC, "Message Format". */
int irc_parse(struct irc_msg *m, char *line);

/* The parameter of that number, counted from 0; "": there are not so many. */
const char *irc_param(const struct irc_msg *m, int n);

/* The word at *s, which is ended with a NUL; moves *s to the next one, or to the end. */
char *irc_word(char **s);

/* The next tag of a text of tags, `key` or `key=value` as it was sent, and its length; moves *tags behind it. NULL at
 * the end, or when *tags is NULL. */
const char *irc_tag_next(const char **tags, size_t *len);

/* True for a tag that clients send to clients (`+key` or `+vendor/key`, IRCv3 message-tags, "Format"): a server relays
 * those and no others. */
bool irc_tag_is_clients(const char *tag, size_t len);

/* The value of the last tag of that name as it was sent, and its length; NULL when it is not there. */
const char *irc_tag_raw(const char *tags, const char *key, size_t *len);

/* The text of tags without those whose key comes once more behind them, and without empty ones (IRCv3 message-tags,
 * "Format": all but the final occurrence are disregarded). Works in place, and returns where it begins now. Takes time
 * in proportion to the length times the number of tags at worst. */
char *irc_tags_last(char *tags);

/* The value of a tag in the text of tags, unescaped into `value`; returns false when the tag is not there.
 * Source: IRCv3 message-tags, "Escaping Values". */
bool irc_tag(const char *tags, const char *key, char *value, int size);

/* The nick in a source `nick!user@host`, copied; a server's name as it is. */
void irc_source_nick(const char *source, char *nick, int size);

/* True for a text in the brackets of CTCP that asks a program something: any but ACTION, which people say. */
bool irc_is_ctcp(const char *text);

/* The next part of a list such as `#a,#b`, copied and cut to size - 1 bytes; moves *list behind it. Of a character
 * that is cut '?' are left, so that what is cut has size - 1 bytes. Empty parts are left out. False at the end. */
bool irc_list_next(const char **list, char *item, int size);

/* True when a word stands in a list of words with spaces between them. */
bool irc_list_has(const char *list, const char *word);

#endif
