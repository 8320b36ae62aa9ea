/* alive.h: idle timeouts: finds dead connections. */
#ifndef SERVER_CONN_ALIVE_H
#define SERVER_CONN_ALIVE_H

#include <stdint.h>

/* Doubts a user's connection, because somebody wants the nick: asks for a sign of life, unless there was one just now.
 * Closes the connection when none comes within DOUBT_SILENCE_MS and DOUBT_MS. Under the chat lock. */
void alive_doubt(int slot);

/* Sends a PING to a client that flood control delays, if it has been sent nothing for FLOOD_ASK_MS. While its lines are
 * not read, the end of its connection shows only when a send fails; no answer is expected. Under the chat lock. */
void alive_ask_flooding(int slot, uint64_t now_ms);

/* Pings a client that has been silent too long, and closes it when it does not answer. Main thread, under the chat
 * lock. */
void alive_tick(int slot, uint64_t now_ms);

/* clock_ms when alive_tick is next needed for a registered user that stays silent; 0: call it twice a second. Under the
 * chat lock. */
uint64_t alive_due(int slot);

/* Handles doubts about people at nc, who cannot answer a PING: probes their systems with TCP keep-alive. Main thread;
 * takes the chat lock. */
void alive_ask_systems(uint64_t now_ms);

#endif
