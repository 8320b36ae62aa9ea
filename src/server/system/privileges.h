/* privileges.h: drops privileges after start-up. */
#ifndef SERVER_SYSTEM_PRIVILEGES_H
#define SERVER_SYSTEM_PRIVILEGES_H

#include <stdbool.h>

/* Finds the IDs of `user`: a name in /etc/passwd, or UID:GID. False: there is no such user. */
bool privileges_find(const char *user, unsigned *uid, unsigned *gid);

/* Computes the user and group that privileges_drop will change to, with the same arguments. */
void privileges_next(bool become, unsigned *uid, unsigned *gid);

/* Drops all privileges. Changes the root directory to `dir` (NULL: does not), calls at_root, then changes to the user
 * if `become` is set. Without `become`, root changes to the user linnetd, or nobody if there is none, and logs it. Then
 * it empties supplementary groups (of root) and capabilities, and sets no_new_privs, so that none can be regained. 0;
 * -1: it failed and has logged why. Before any thread is started. */
int privileges_drop(const char *dir, bool become, unsigned uid, unsigned gid, void (*at_root)(void));

#endif
