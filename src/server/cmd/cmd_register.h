/* cmd_register.h: the end of a client's registration. */
#ifndef SERVER_CMD_CMD_REGISTER_H
#define SERVER_CMD_CMD_REGISTER_H

#include <stdbool.h>

#include "server/conn/slot.h"

/* Registers the client if it has sent all that registration needs. */
void cmd_register_if_complete(struct slot *s);

/* Makes a client with nick and user name a registered one, whose nick nobody else has, and welcomes it. news: those
 * who monitor the nick are told. */
void cmd_register_enter(struct slot *s, bool news);

/* False, after the error reply, if the server's password is missing: the connection is closed. */
bool cmd_register_password_ok(struct slot *s);

#endif
