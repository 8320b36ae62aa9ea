/* derive.h: makes keys of passwords, which takes time on purpose. */
#ifndef SERVER_ACCOUNT_DERIVE_H
#define SERVER_ACCOUNT_DERIVE_H

#include <stdbool.h>

#include "chat/account.h"
#include "server/conn/slot.h"

/* The longest password of an account, bytes. */
#define ACCOUNT_PASSWORD_MAX 300

/* Makes the keys of a password, with the salt and the iterations that stand in *keys. The slot has a turn
 * (guess_begin), which it keeps. One password is worked on at a time, in the order of the turns, and as long a time
 * passes between two as the first one took: so passwords take at most half of one processor. False: the connection has
 * ended. The slot's thread, under the chat lock, which is released meanwhile. */
bool derive_keys(struct slot *s, const char *password, struct account_keys *keys);

/* The same with a new salt and the usual number of iterations. */
bool derive_new_keys(struct slot *s, const char *password, struct account_keys *keys);

#endif
