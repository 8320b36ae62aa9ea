/* propose.h: turns a typed name into a valid nick. */
#ifndef IRC_PROPOSE_H
#define IRC_PROPOSE_H

#include "limits.h"

/* The valid nick closest to a typed name in UTF-8: accents are removed, spaces become '_'. "guest" if no character can
 * be kept, as in a Chinese name. */
void propose_nick(const char *typed, char nick[NICK_MAX + 1]);

/* The n-th alternative to a nick that is in use: the nick with a number appended, cut to fit. */
void propose_variation(const char *nick, int n, char varied[NICK_MAX + 1]);

#endif
