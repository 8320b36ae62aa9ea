/* privileges.h: giving up what is needed only to start. */
#ifndef SERVER_PRIVILEGES_H
#define SERVER_PRIVILEGES_H

/* Changes the root directory to `dir` and becomes `user` (a name of /etc/passwd, or UID:GID), in this order; NULL:
 * neither. 0, or -1 after a log line. Before any thread is started. */
int privileges_drop(const char *user, const char *dir);

#endif
