/* cmd_user.h: user modes, and MODE with a nick as its target. */
#ifndef SERVER_CMD_CMD_USER_H
#define SERVER_CMD_CMD_USER_H

#include <stdint.h>

#include "base/buf.h"
#include "irc/parse.h"
#include "server/cmd/cap.h"
#include "server/conn/slot.h"

/* MODE with a nick as its target. */
void cmd_user_mode(struct slot *s, const struct irc_msg *m);

/* Sets a user's modes and sends the user the MODE line; also for changes by the server, such as OPER. */
void cmd_user_change_modes(int slot, uint8_t modes);

/* Appends the letters of user modes. */
void cmd_user_put_modes(struct buf *b, uint8_t modes);

/* Replies with the user's own modes (221). */
void cmd_user_answer_modes(int slot);

/* Adds to `set` the clients that are sent a change of this user: those with the capability who share a channel with
 * them, or who monitor their nick and have extended-monitor; without the user. Under the chat lock. */
void cmd_user_audience(int slot, enum cap cap, uint32_t set[SLOT_WORDS]);

#endif
