/* connection.h: the life of one connection. Called by its slot's thread, not under the chat lock. */
#ifndef SERVER_CONN_CONNECTION_H
#define SERVER_CONN_CONNECTION_H

#include "server/conn/slot.h"

/* Reads and runs lines until the connection ends or is closed. */
void connection_talk(struct slot *s);

/* Handles n bytes that have been read to line_room: runs the complete lines and flushes the replies. */
void connection_heard(struct slot *s, size_t n);

/* Sets the connection's protocol. Input that has not been run yet is the new protocol's. */
void connection_speaks(struct slot *s, const struct protocol *protocol);

/* Takes the user out of the chat, sends the queue and the last line, closes the connection and frees the slot. */
void connection_end(struct slot *s);

#endif
