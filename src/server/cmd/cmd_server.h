/* cmd_server.h: parameters that name a server. */
#ifndef SERVER_CMD_CMD_SERVER_H
#define SERVER_CMD_CMD_SERVER_H

#include <stdbool.h>

#include "irc/parse.h"
#include "server/conn/slot.h"

/* True if parameter `param` is missing, or names this server: by a mask, or by the nick of a user. Else sends
 * ERR_NOSUCHSERVER (402). */
bool cmd_server_for_us(struct slot *s, const struct irc_msg *m, int param);

#endif
