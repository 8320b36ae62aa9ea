/* name.h: syntax of nicks, channel names and keys; casemapping; masks. */
#ifndef IRC_NAME_H
#define IRC_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The casemapping is ascii (005 token CASEMAPPING): only a-z and A-Z are equivalent. name_fold: the lower case. */
char name_fold(char c);
bool name_equal(const char *a, const char *b);

/* Whether the name starts with these len bytes, case aside. */
bool name_starts(const char *name, const char *prefix, size_t len);

/* A hash; names equal by name_equal have equal hashes (FNV-1a of the folded bytes). */
uint32_t name_hash(const char *name);

/* Whether `mask` matches the whole of `name`, case aside: '*' matches any bytes, '?' one byte. Worst-case time: the
 * product of the lengths. */
bool name_match(const char *mask, const char *name);

/* Whether a text is a valid nick: a letter or one of []\`_^{|} first, then also digits and '-'; 1 to NICK_MAX bytes
 * (RFC 2812 section 2.3.1). */
bool name_is_nick(const char *s);

/* Whether a text is a valid channel name: '#', then up to CHANNEL_MAX - 1 bytes of UTF-8 without space, comma and
 * control bytes. */
bool name_is_channel(const char *s);

/* Whether a text starts with a channel prefix, valid channel name or not. */
bool name_has_channel_prefix(const char *s);

/* The target of a message without its rank prefixes (005 token STATUSMSG): `#a` for `@#a`, which only operators
 * receive. `+a` is a channel itself. */
const char *name_without_rank(const char *target);

/* Whether a text is a valid channel key: 1 to KEY_MAX visible ASCII characters, no comma, no ':' at the start. */
bool name_is_key(const char *s);

#endif
