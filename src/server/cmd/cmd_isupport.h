/* cmd_isupport.h: limits that only commands know, and that 005 tells. */
#ifndef SERVER_CMD_CMD_ISUPPORT_H
#define SERVER_CMD_CMD_ISUPPORT_H

#include "server/conn/slot.h"

/* Targets of one PRIVMSG, NOTICE or WHOIS. */
#define TARGETS_MAX 4
/* Modes with a parameter in one MODE command: all that a command can have. */
#define MODES_MAX 13
/* Members that one KICK takes. */
#define KICKS_MAX 4
/* Bytes of the reason in a KICK. */
#define KICK_REASON_MAX 300

/* Replies with 005, one for each line of tokens. */
void cmd_isupport_answer(struct slot *s);

#endif
