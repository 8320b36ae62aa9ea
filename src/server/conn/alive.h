/* alive.h: whether those who are here live still. */
#ifndef SERVER_CONN_ALIVE_H
#define SERVER_CONN_ALIVE_H

#include <stdint.h>

/* Somebody would like to have this user's nick: asks it for a sign of life, unless it has just given one, and closes it
 * when none comes within DOUBT_SILENCE_MS and DOUBT_MS. Under the chat lock. */
void alive_doubt(int slot);

/* The client's lines wait for flood control, and come before its end: that it has gone shows only when it is sent
 * something. Asks it when it has not been for FLOOD_ASK_MS; nobody waits for the answer. Under the chat lock. */
void alive_ask_flooding(int slot, uint64_t now_ms);

/* Asks those who have been silent for long, and closes those who do not answer. Main thread, under the chat lock. */
void alive_tick(int slot, uint64_t now_ms);

/* clock_ms when alive_tick next has something to do for a registered user, unless that sends something before; 0: it is
 * to look twice a second. Under the chat lock. */
uint64_t alive_due(int slot);

/* The same for doubts about those who cannot answer, persons at nc: their systems are asked. Main thread; takes the
 * chat lock. */
void alive_ask_systems(uint64_t now_ms);

#endif
