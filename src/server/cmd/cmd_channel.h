/* cmd_channel.h: what other commands need of JOIN and TOPIC. */
#ifndef SERVER_CMD_CMD_CHANNEL_H
#define SERVER_CMD_CMD_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "server/conn/slot.h"

/* The user's channel of that name, or -1 after replying why not. */
int cmd_channel_own(struct slot *s, const char *name);

/* Replies with a channel's topic (332 and 333). */
void cmd_channel_answer_topic(int slot, int channel);

/* Sends JOIN to each client of the set, in the form that it has negotiated (keep: and into the history). */
void cmd_channel_tell_join(int slot, int channel, const uint32_t set[SLOT_WORDS], bool keep);

#endif
