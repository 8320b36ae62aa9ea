/* cmd.h: the commands of accounts, as command.h declares them from the rows of commands.def. */
#ifndef SERVER_ACCOUNT_CMD_H
#define SERVER_ACCOUNT_CMD_H

#include "irc/parse.h"
#include "server/conn/slot.h"

void cmd_authenticate(struct slot *s, const struct irc_msg *m);
void cmd_register(struct slot *s, const struct irc_msg *m);
void cmd_verify(struct slot *s, const struct irc_msg *m);
void cmd_login(struct slot *s, const struct irc_msg *m);
void cmd_account(struct slot *s, const struct irc_msg *m);

#endif
