/* leave.h: a user leaves the chat. */
#ifndef SERVER_CMD_LEAVE_H
#define SERVER_CMD_LEAVE_H

struct slot;

/* The slot is being closed: tells the others that its user is gone, and takes it out of all channels. Its thread, under
 * the chat lock, which it may let go of. */
void leave_chat(struct slot *s);

#endif
