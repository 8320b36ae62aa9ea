/* session.h: one's life on the server: who one is, where, and how it ends. */
#ifndef CLIENT_SESSION_H
#define CLIENT_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/options.h"

/* Starts; link_open has been called. `o` stays where it is. */
void session_start(const struct options *o);

/* Takes in what came over the link, and does what is due. Call it after link_turn. */
void session_turn(uint32_t now);

/* Milliseconds until something is due, or -1. */
int session_timeout(uint32_t now);

/* True when a line from the keyboard or the pipe may be handed over: to command_run or session_say. */
bool session_takes(void);

/* True when the server has let us in: messages and commands can be sent. */
bool session_ready(void);

const char *session_nick(void);

/* True when the server sends us what we say, once it has it (the capability echo-message). */
bool session_echoes(void);

/* Sends one command. 0; -1: its line would be too long, nothing was sent. */
int session_send(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says text to a channel or a person: see deliver_say. */
void session_say(const char *target, const char *text, size_t len, bool action);

/* There will be nothing more to say: leave when the server has taken it all. */
void session_finish(void);

/* Leave now: QUIT with a reason, or "" for none. */
void session_leave(const char *reason);

/* Over: the link is closed. Then session_status is the exit status, and session_why says why in words, or "". */
bool session_over(void);
int session_status(void);
const char *session_why(void);

#endif
