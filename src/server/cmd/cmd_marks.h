/* cmd_marks.h: read markers (draft/read-marker). */
#ifndef SERVER_CMD_CMD_MARKS_H
#define SERVER_CMD_CMD_MARKS_H

#include "server/conn/slot.h"

/* Sends MARKREAD for that target, if the client has negotiated it. */
void cmd_marks_answer(struct slot *s, const char *target);

#endif
