/* incoming.h: what is said. */
#ifndef CLIENT_IRC_INCOMING_H
#define CLIENT_IRC_INCOMING_H

#include <stdbool.h>

#include "client/client_limits.h"
#include "client/irc/windows.h"
#include "client/tty/ui.h"
#include "irc/parse.h"

/* Where a message comes from. */
struct origin {
	struct place place;           /* its time and identity, as far as the server tells */
	bool past;                    /* it comes out of the history */
	bool own;                     /* we have sent it */
	bool ignored;                 /* nothing of whoever has sent it is to be seen */
	char nick[NICK_NAME_MAX + 1]; /* who has, cut when it is too long */
};

/* The window that something said belongs in, or NULL when it is not there. */
struct window *incoming_window(const struct irc_msg *m, const struct origin *from);

/* Somebody says something (PRIVMSG, NOTICE): finds its window, counts it there, and says how it is to be shown. */
void incoming_hear(const struct irc_msg *m, const struct origin *from, struct ui_look *look);

#endif
