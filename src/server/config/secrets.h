/* secrets.h: the password of the server, and those of its operators. */
#ifndef SERVER_CONFIG_SECRETS_H
#define SERVER_CONFIG_SECRETS_H

#include <stdbool.h>

/* Reads the file of the password that everyone needs: its first line. Or that of the operators: `name password` in each
 * line; empty lines and those that begin with '#' do not count. It is open as `fd`, and `path` is for the log. 0, or -1
 * after a message in the log: then what was read before stays. Main thread; takes the chat lock. */
int secrets_read_password(const char *path, int fd);
int secrets_read_opers(const char *path, int fd);

/* Is it the server's password? Is it an operator's name and password; are there operators at all? The time that takes
 * tells nothing of the passwords. Under the chat lock. */
bool secrets_password_fits(const char *password);
bool secrets_oper_fits(const char *name, const char *password);
bool secrets_has_opers(void);

#endif
