/* flood.h: flood control: how fast a client may give commands. */
#ifndef SERVER_CONN_FLOOD_H
#define SERVER_CONN_FLOOD_H

struct slot;

/* Waits until the client has so many tokens, and takes them. Its thread, under the chat lock, which it lets go of
 * meanwhile. */
void flood_pay(struct slot *s, int cost);

#endif
