/* cmd_list.h: the list of a channel's members, for NAMES and JOIN. */
#ifndef SERVER_CMD_CMD_LIST_H
#define SERVER_CMD_CMD_LIST_H

#include "server/conn/slot.h"

/* Sends 353 and 366 to the client `to`; the thread of s waits for room between the lines. */
void cmd_list_answer_names(struct slot *s, int to, int channel);

#endif
