/* guess.h: rate limit for password guesses.
 *
 * All connections of an address share the limit. After a wrong password the next one, right or wrong, is checked only
 * after GUESS_MS, then twice that, then GUESS_MOST_MS each time. Waiting slots take turns, in the order in which they
 * came: so a user who knows the password gets in, however many others at the same address guess. A wrong password is
 * forgotten after GUESS_FORGET_MS without another one.
 */
#ifndef SERVER_CONN_GUESS_H
#define SERVER_CONN_GUESS_H

#include <stdbool.h>
#include <stdint.h>

#include "server/conn/slot.h"

/* Waits until the slot's password may be checked. False: the connection has ended. The slot's thread, under the chat
 * lock, which is released meanwhile. */
bool guess_turn(struct slot *s);

/* The same for a check that takes time: the slot keeps its turn until guess_end, although the chat lock is released in
 * between. False: the connection has ended, and the turn, too. guess_end may be called all the same. */
bool guess_begin(struct slot *s);
void guess_end(struct slot *s);

/* One step of a wait, at most `ms` milliseconds, in a loop that checks its condition; *flushed is false before the
 * first. Closes the slot when its connection ends. Under the chat lock, which is released meanwhile. */
void guess_wait(struct slot *s, bool *flushed, uint32_t ms);

/* Counts a wrong password. Under the chat lock, which must not have been released since guess_turn, or
 * between guess_begin and guess_end. */
void guess_wrong(struct slot *s);

/* Logs the number of wrong passwords, at most once a minute; with `end`, at once. True: some are left to be logged
 * later. Main thread, not under the chat lock. */
bool guess_tick(uint64_t now_ms, bool end);

#endif
