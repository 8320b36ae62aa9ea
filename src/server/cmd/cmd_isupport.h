/* cmd_isupport.h: limits of single commands, which 005 (RPL_ISUPPORT) announces. */
#ifndef SERVER_CMD_CMD_ISUPPORT_H
#define SERVER_CMD_CMD_ISUPPORT_H

#include "server/conn/slot.h"

/* Targets in one PRIVMSG, NOTICE, TAGMSG or WHOIS. */
#define TARGETS_MAX 4
/* Modes with a parameter in one MODE: the 15 parameters of a command, minus the channel and the letters. */
#define MODES_MAX 13
/* Members in one KICK. */
#define KICKS_MAX 4
/* Bytes of the reason of a KICK; the rest is cut off. */
#define KICK_REASON_MAX 300

/* Replies with 005, one for each line of tokens. */
void cmd_isupport_answer(struct slot *s);

#endif
