/* cmd_channel.h: the parts of JOIN and TOPIC that other commands share. */
#ifndef SERVER_CMD_CMD_CHANNEL_H
#define SERVER_CMD_CMD_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "server/conn/slot.h"

/* The channel of that name that the user is in; -1 after the error reply. */
int cmd_channel_own(struct slot *s, const char *name);

/* The same for a user who acts on the channel: an operator of the server need not be in it (override.h). */
int cmd_channel_any(struct slot *s, const char *name);

/* Replies with a channel's topic (332 and 333). */
void cmd_channel_answer_topic(int slot, int channel);

/* Sends JOIN to each client of the set, in the form that the client has negotiated; keep: adds it to the channel's
 * history as well. */
void cmd_channel_tell_join(int slot, int channel, const uint32_t set[SLOT_WORDS], bool keep);

#endif
