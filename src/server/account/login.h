/* login.h: logs users in to accounts. All under the chat lock. */
#ifndef SERVER_ACCOUNT_LOGIN_H
#define SERVER_ACCOUNT_LOGIN_H

#include <stdbool.h>

#include "server/conn/slot.h"

/* Checks a password, at the pace that guess.h allows, and counts a wrong one. The row of the account; -1: the password
 * is wrong, there is no such account, or the connection has ended. Releases the lock meanwhile. */
int login_check(struct slot *s, const char *name, const char *password);

/* Logs the user in: replies with RPL_LOGGEDIN (900), and tells those with account-notify. Waits for room in their
 * queues. */
void login_enter(struct slot *s, int row);

/* Logs all users of an account out: each is sent RPL_LOGGEDOUT (901). Waits on behalf of s. */
void login_end_all(struct slot *s, int row);

#endif
