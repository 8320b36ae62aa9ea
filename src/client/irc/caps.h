/* caps.h: what is agreed with the server beyond plain IRC (IRCv3 capability negotiation). */
#ifndef CLIENT_IRC_CAPS_H
#define CLIENT_IRC_CAPS_H

#include <stdbool.h>

#include "irc/parse.h"

enum cap {
	CAP_ECHO = 1,     /* echo-message: the server sends us what we say, once it has it */
	CAP_TIME = 2,     /* server-time */
	CAP_TAGS = 4,     /* message-tags: messages have identities */
	CAP_BATCH = 8,    /* batch */
	CAP_LABEL = 16,   /* labeled-response: answers tell what they answer; of no use without batch */
	CAP_HISTORY = 32, /* draft/chathistory */
	CAP_REPLIES = 64, /* standard-replies: FAIL, WARN, NOTE */
	CAP_RENAME = 128, /* draft/channel-rename: else we would leave and enter the channel */
	CAP_REDACT = 256, /* draft/message-redaction: we are told what was taken back */
};

/* A new connection: nothing is agreed. Sends the first question. */
void caps_begin(void);

/* True when that is in force. */
bool caps_has(enum cap cap);

/* Takes in a CAP message. Returns true when nothing is left to negotiate: once for each connection, so that a server
 * that answers CAP END with CAP is not sent it again and again. */
bool caps_hear(const struct irc_msg *m);

#endif
