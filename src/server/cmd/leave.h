/* leave.h: removes a user from the chat. */
#ifndef SERVER_CMD_LEAVE_H
#define SERVER_CMD_LEAVE_H

struct slot;

/* Sends the QUIT of a slot that is being closed, and removes its user from all channels. Called by the slot's thread
 * under the chat lock, which may be released meanwhile. */
void leave_chat(struct slot *s);

#endif
