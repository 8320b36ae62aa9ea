/* session.h: the session with a server: connecting, reconnecting and disconnecting. */
#ifndef CLIENT_CONN_SESSION_H
#define CLIENT_CONN_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "client/conn/hooks.h"
#include "client/options.h"

/* Starts: resolves o->host and connects to it. Keeps a pointer to both. */
void session_start(const struct options *o, const struct conn_hooks *hooks);

/* Handles the lines received over the link, and timeouts. Call it after link_turn. */
void session_turn(uint64_t now);

/* Milliseconds until the next timeout, or -1. */
int session_timeout(uint64_t now);

/* True while a connection exists or is being made, until its last line has been read. */
bool session_listens(void);

/* True while registering. */
bool session_registering(void);

/* True from the welcome on: commands can be sent. */
bool session_online(void);

/* True between the welcome and session_entered. */
bool session_entering(void);

/* True after session_entered: messages can be sent as well. */
bool session_ready(void);

/* True when this session replaces a lost one with the same server. */
bool session_returning(void);

/* There will be no more input: quits once the server has confirmed everything. */
void session_finish(void);

/* Quits now: QUIT with a reason, or "" for none. */
void session_leave(const char *reason);

/* True after session_leave, while QUIT is on its way. */
bool session_leaving(void);

/* Connects now, to the host in the options. another: it is a different server, so the outbox is dropped. */
void session_connect(bool another);

/* ---- events from the server ---- */

/* Registration succeeded. */
void session_welcomed(void);

/* The target and all channels are joined: sending is allowed from now on. */
void session_entered(void);

/* The server has rejected something during registration. If it then closes the connection, this text is the reason. */
void session_complaint(const char *text);

/* The server has sent ERROR with this text. */
void session_last_word(const char *text);

/* The connection is of no use any more, with this exit status and reason. Reconnects, or ends the session. */
void session_fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- the end ---- */

/* True when the session is over and the link is closed. */
bool session_over(void);

/* The exit status, after session_over. */
int session_status(void);

/* The reason as text, or "", after session_over. */
const char *session_why(void);

#endif
