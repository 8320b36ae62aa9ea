/* plain_target.h: plain mode: where a person's text goes. Under the chat lock. */
#ifndef SERVER_PROTOCOL_PLAIN_TARGET_H
#define SERVER_PROTOCOL_PLAIN_TARGET_H

#include <stdbool.h>
#include <stdint.h>

struct slot;

enum plain_at {
	PLAIN_NOWHERE, /* to nobody: they are in no channel that they, or the server, have chosen */
	PLAIN_HERE,    /* to the channel, and they know it */
	PLAIN_MOVED,   /* to another channel than the one they chose: their next line is held back */
	PLAIN_SHUT,    /* to the channel, which does not let them speak for now; they are told when it does */
};

struct plain_target {
	int channel; /* nothing when NOWHERE */
	uint8_t at;  /* enum plain_at */
	bool waits;  /* NOWHERE: they are told when the lobby lets them in */
};

/* They have come, and have tried to join the lobby. */
void plain_target_start(struct slot *s);

/* They have tried to join the channels of that list. */
void plain_target_follow(struct slot *s, const char *list);

/* Looks whether something has changed, and tells them: for every slot, at any time. Nothing for those who are not in
 * plain mode. */
void plain_target_look(struct slot *s);

#endif
