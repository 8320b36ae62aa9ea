/* session.h: the connection as one lives it: made, lost, made again, and ended. */
#ifndef CLIENT_CONN_SESSION_H
#define CLIENT_CONN_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "client/options.h"

/* Starts to find and to connect to o->host; `o` stays where it is. */
void session_start(struct options *o);

/* Takes in what came over the link, and does what is due. Call it after link_turn. */
void session_turn(uint64_t now);

/* Milliseconds until something is due, or -1. */
int session_timeout(uint64_t now);

/* True while there is a connection to listen to, or the rest of one. */
bool session_listens(void);

/* True while the server has not let us in yet; when it has, so that commands can be sent; when what one says can be
 * sent, too; when it has before, and the link was lost. */
bool session_registering(void);
bool session_online(void);
bool session_ready(void);
bool session_returning(void);

/* There will be nothing more to say: leave when the server has taken it all. */
void session_finish(void);

/* Leave now: QUIT with a reason, or "" for none. And whether that is so already. */
void session_leave(const char *reason);
bool session_leaving(void);

/* Connect now, to the host of the options; another one: it is not the one that one was connected to before. */
void session_connect(bool another);

/* ---- what the server says ---- */

/* It has let us in. */
void session_welcomed(void);

/* It answers a PING. */
void session_pong(const char *token);

/* Its last word. */
void session_last_word(const char *text);

/* It has refused something, which is shown as `text`. about: the channel, or whatever it is about, or "". True when
 * that is the reason, or will be, for which a program ends: there it is told. */
bool session_refused(const char *about, const char *text);

/* No nick is left to try. */
void session_give_up(void);

/* Something that was said did not arrive. */
void session_undelivered(void);

/* We have left a channel, of our own will or not. */
void session_left(const char *channel);

/* A channel has another name. */
void session_renamed(const char *from, const char *to);

/* ---- the end ---- */

/* Over: the link is closed. Then session_status is the exit status, and session_why says why in words, or "". */
bool session_over(void);
int session_status(void);
const char *session_why(void);

#endif
