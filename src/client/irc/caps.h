/* caps.h: IRCv3 capability negotiation. */
#ifndef CLIENT_IRC_CAPS_H
#define CLIENT_IRC_CAPS_H

#include <stdbool.h>

#include "irc/parse.h"

enum cap {
	CAP_ECHO = 1,     /* echo-message: the server sends us our own messages */
	CAP_TIME = 2,     /* server-time */
	CAP_TAGS = 4,     /* message-tags: messages have ids */
	CAP_BATCH = 8,    /* batch */
	CAP_LABEL = 16,   /* labeled-response: replies carry the command's label; needs batch */
	CAP_HISTORY = 32, /* draft/chathistory */
	CAP_REPLIES = 64, /* standard-replies: FAIL, WARN, NOTE */
	CAP_RENAME = 128, /* draft/channel-rename: without it, a rename is a PART and a JOIN */
	CAP_REDACT = 256, /* draft/message-redaction: the server reports deleted messages */
	CAP_RESUME = 512, /* linnet.chat/resume: our next connection takes this one's place */
};

/* A new connection: resets all capabilities and sends CAP LS. */
void caps_begin(void);

/* True when the server has acknowledged the capability, and those it needs. */
bool caps_has(enum cap cap);

/* Handles CAP. Returns true when negotiation is complete; only once per connection, so that a server that replies to
 * CAP END with CAP does not start a loop. */
bool caps_hear(const struct irc_msg *m);

#endif
