/* session.h: the life of the connection: made, lost, made again, and ended. */
#ifndef CLIENT_CONN_SESSION_H
#define CLIENT_CONN_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "client/conn/hooks.h"
#include "client/options.h"

/* Starts to find and to connect to o->host; both stay where they are. */
void session_start(const struct options *o, const struct conn_hooks *hooks);

/* Takes in what came over the link, and does what is due. Call it after link_turn. */
void session_turn(uint64_t now);

/* Milliseconds until something is due, or -1. */
int session_timeout(uint64_t now);

/* True while there is a connection to listen to, or the rest of one. */
bool session_listens(void);

/* True while the server has not let us in yet. */
bool session_registering(void);

/* True when it has, so that commands can be sent. */
bool session_online(void);

/* True between the welcome and session_entered. */
bool session_entering(void);

/* True after session_entered: what is said can be sent, too. */
bool session_ready(void);

/* True when this server has let us in before, and that connection was lost. */
bool session_returning(void);

/* There will be nothing more to say: leaves when the server has taken it all. */
void session_finish(void);

/* Leaves now: QUIT with a reason, or "" for none. */
void session_leave(const char *reason);

/* True after that. */
bool session_leaving(void);

/* Connects now, to the host of the options. another: to another server than before, so that what waits is given up. */
void session_connect(bool another);

/* ---- what the server says ---- */

/* It has let us in. */
void session_welcomed(void);

/* We are where we want to be: from now on what is said is sent. */
void session_entered(void);

/* It has refused something while we register: if it hangs up, that was why. */
void session_complaint(const char *text);

/* Its last word (ERROR). */
void session_last_word(const char *text);

/* The connection is of no more use, with this exit status and reason: it is made again, or the session is over. */
void session_fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- the end ---- */

/* True when it is over: the link is closed. */
bool session_over(void);

/* Then: the exit status. */
int session_status(void);

/* Then: why, in words, or "". */
const char *session_why(void);

#endif
