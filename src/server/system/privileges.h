/* privileges.h: giving up what is needed only to start. */
#ifndef SERVER_SYSTEM_PRIVILEGES_H
#define SERVER_SYSTEM_PRIVILEGES_H

#include <stdbool.h>

/* Finds the ids of `user`: a name of /etc/passwd, or UID:GID. False when there is none. */
bool privileges_find(const char *user, unsigned *uid, unsigned *gid);

/* Which user and group linnetd has after privileges_drop, if it is given the same. */
void privileges_next(bool become, unsigned *uid, unsigned *gid);

/* Changes the root directory to `dir` (NULL: does not), calls at_root, and with `become` becomes that user. Root
 * without `become` becomes linnetd, where there is such a user, else nobody, and logs it. Then no capability is left,
 * nor a way to get one: supplementary groups (of root) and capabilities are emptied, no_new_privs is set. 0, or -1
 * after a log line. Before any thread is started. */
int privileges_drop(const char *dir, bool become, unsigned uid, unsigned gid, void (*at_root)(void));

#endif
