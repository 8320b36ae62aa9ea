/* flood.h: flood control: limits the rate of a client's commands. */
#ifndef SERVER_CONN_FLOOD_H
#define SERVER_CONN_FLOOD_H

struct slot;

/* Waits until the client has `cost` tokens, and takes them. The slot's thread, under the chat lock, which is released
 * while it waits. */
void flood_pay(struct slot *s, int cost);

#endif
