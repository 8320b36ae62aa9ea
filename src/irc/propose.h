/* propose.h: a nick for what people type as their name. */
#ifndef IRC_PROPOSE_H
#define IRC_PROPOSE_H

#include "limits.h"

/* The nick that is nearest to what was typed, which is UTF-8: letters without their accents, '_' for a space. "guest"
 * when nothing is left, as of a name in Chinese. */
void propose_nick(const char *typed, char nick[NICK_MAX + 1]);

/* The n-th variation of a nick, for one that is taken: a number behind it. */
void propose_variation(const char *nick, int n, char varied[NICK_MAX + 1]);

#endif
