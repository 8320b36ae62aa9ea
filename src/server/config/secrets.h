/* secrets.h: the server's password, and the operators' passwords. */
#ifndef SERVER_CONFIG_SECRETS_H
#define SERVER_CONFIG_SECRETS_H

#include <stdbool.h>

/* Reads the password that every client needs: the first line of the file, which is open as `fd`; `path` is for the log.
 * 0, or -1 after a message in the log: then the previous password stays. Main thread; takes the chat lock. */
int secrets_read_password(const char *path, int fd);
/* The same for the operators: `name password` in each line; empty lines and lines that begin with '#' are ignored. */
int secrets_read_opers(const char *path, int fd);

/* True if it is the server's password. The time that this takes reveals nothing about the passwords. Under the chat
 * lock, like the next two. */
bool secrets_password_fits(const char *password);
/* True if they are an operator's name and password. The time that this takes reveals nothing, either. */
bool secrets_oper_fits(const char *name, const char *password);
/* True if there are any operators. */
bool secrets_has_opers(void);

#endif
