/* plain_target.h: plain mode: where a person's text goes. Under the chat lock. */
#ifndef SERVER_PROTOCOL_PLAIN_TARGET_H
#define SERVER_PROTOCOL_PLAIN_TARGET_H

struct slot;

/* They have come, and have tried to join the lobby. */
void plain_target_start(struct slot *s);

/* They have tried to join the channels of that list. */
void plain_target_follow(struct slot *s, const char *list);

/* Looks whether something has changed, and tells them: at any time. */
void plain_target_look(struct slot *s);

#endif
