/* connection.h: the life of one connection. Called by its slot's thread, not under the chat lock. */
#ifndef SERVER_CONN_CONNECTION_H
#define SERVER_CONN_CONNECTION_H

#include "server/conn/slot.h"

/* Reads and runs until the connection ends or is closed. */
void connection_talk(struct slot *s);

/* n bytes have come to where line_room said: runs the lines that are whole, and sends what came of them. */
void connection_heard(struct slot *s, size_t n);

/* The connection speaks this from now on: what has come and is no line yet is that protocol's. */
void connection_speaks(struct slot *s, const struct protocol *protocol);

/* Takes the user out of the chat, sends what is queued and the last word, ends the connection and frees the slot. */
void connection_end(struct slot *s);

#endif
