/* talk.h: what is said. */
#ifndef CLIENT_TALK_H
#define CLIENT_TALK_H

#include <stdbool.h>

#include "client/client.h"
#include "client/rooms.h"
#include "client/ui.h"
#include "irc/parse.h"

/* Where a message comes from. */
struct origin {
	struct place place;           /* its time and identity, as far as the server tells */
	bool past;                    /* it comes out of the history */
	bool own;                     /* we have sent it */
	char nick[NICK_NAME_MAX + 1]; /* who has, cut when it is too long */
};

/* Somebody says something (PRIVMSG, NOTICE): finds its room, counts it there, and says how it is to be shown. */
void talk_hear(const struct irc_msg *m, const struct origin *from, struct ui_look *look);

#endif
