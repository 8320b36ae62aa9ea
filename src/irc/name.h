/* name.h: what nicks, channels and keys may look like, and when two are the same. */
#ifndef IRC_NAME_H
#define IRC_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ASCII only, as the 005 token CASEMAPPING=ascii says: a-z and A-Z are the same, nothing else is. */
char name_fold(char c);
bool name_equal(const char *a, const char *b);

/* True when the name begins with these len bytes, case aside. */
bool name_starts(const char *name, const char *prefix, size_t len);

/* Equal names have equal hashes (FNV-1a of the folded bytes). */
uint32_t name_hash(const char *name);

/* True when the whole of `name` is matched by `mask`, where '*' stands for any bytes and '?' for one; case does not
 * count. Takes time in proportion to the product of the lengths at worst. */
bool name_match(const char *mask, const char *name);

/* A nick: a letter or one of []\`_^{|} first, then also digits and '-'; 1 to NICK_MAX bytes (RFC 2812 2.3.1). */
bool name_is_nick(const char *s);

/* A channel's name: '#', then 0 to CHANNEL_MAX - 1 bytes of UTF-8 without space, comma, control bytes and BEL. */
bool name_is_channel(const char *s);

/* Looks like a channel's name, right or wrong: it starts with a channel prefix. */
bool name_has_channel_prefix(const char *s);

/* The target of a message without what says that only people of some rank in the channel get it: `#a` of `@#a` (the 005
 * token STATUSMSG). `+a` is a channel itself. */
const char *name_without_rank(const char *target);

/* A key: 1 to KEY_MAX visible ASCII characters without comma and ':' in front. */
bool name_is_key(const char *s);

#endif
