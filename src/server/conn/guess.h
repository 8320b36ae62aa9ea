/* guess.h: passwords are guessed slowly.
 *
 * All connections of an address share it: after a wrong password the next one, right or wrong, is looked at only after
 * GUESS_MS, then twice that, then GUESS_MOST_MS each time. Those who wait take turns, whoever has waited longest first:
 * so somebody who knows the password gets in, however many others at the same address guess. A wrong password is
 * forgotten after GUESS_FORGET_MS without another one.
 */
#ifndef SERVER_CONN_GUESS_H
#define SERVER_CONN_GUESS_H

#include <stdbool.h>
#include <stdint.h>

#include "server/conn/slot.h"

/* Before a password is looked at: waits until it is this slot's turn. False: the connection has ended. Its own thread;
 * under the chat lock, which it lets go of meanwhile. */
bool guess_turn(struct slot *s);

/* The password was wrong. Under the chat lock, which must not have been let go of since guess_turn. */
void guess_wrong(struct slot *s);

/* Logs how many there were, at most once a minute; `end`: now. True: some are to be told later. Main
 * thread, not under the chat lock. */
bool guess_tick(uint64_t now_ms, bool end);

#endif
