/* incoming.h: incoming messages, PRIVMSG and NOTICE. */
#ifndef CLIENT_IRC_INCOMING_H
#define CLIENT_IRC_INCOMING_H

#include <stdbool.h>

#include "client/client_limits.h"
#include "client/irc/windows.h"
#include "client/tty/ui.h"
#include "irc/parse.h"

/* The origin of a message. */
struct origin {
	struct place place;           /* its server-time and msgid, if known */
	bool past;                    /* it is from the history */
	bool own;                     /* we have sent it */
	bool ignored;                 /* its sender is ignored */
	char nick[NICK_NAME_MAX + 1]; /* its sender, cut if too long */
};

/* The window that a message belongs to, or NULL when it is not open. */
struct window *incoming_window(const struct irc_msg *m, const struct origin *from);

/* Handles PRIVMSG and NOTICE: finds the window, counts the message as unread, and sets how it is shown. */
void incoming_hear(const struct irc_msg *m, const struct origin *from, struct ui_look *look);

#endif
