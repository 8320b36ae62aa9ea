/* plain_target.h: plain mode: the target of a user's text. Under the chat lock. */
#ifndef SERVER_PROTOCOL_PLAIN_TARGET_H
#define SERVER_PROTOCOL_PLAIN_TARGET_H

struct slot;

/* Sets the first target, after registration and the attempt to join the lobby. */
void plain_target_start(struct slot *s);

/* Sets the target after an attempt to join the channels of a list: the last one that the user is in. */
void plain_target_follow(struct slot *s, const char *list);

/* Checks for changes and tells the user. May be called at any time. */
void plain_target_look(struct slot *s);

#endif
