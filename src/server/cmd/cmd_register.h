/* cmd_register.h: the end of a client's registration. */
#ifndef SERVER_CMD_CMD_REGISTER_H
#define SERVER_CMD_CMD_REGISTER_H

#include "server/conn/slot.h"

/* Registers the client if it has sent all that registration needs. */
void cmd_register_if_complete(struct slot *s);

#endif
