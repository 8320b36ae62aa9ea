/* deliver.h: reliable delivery of messages: queued, sent, and confirmed or refused by the server. */
#ifndef CLIENT_CONN_DELIVER_H
#define CLIENT_CONN_DELIVER_H

#include <stdbool.h>
#include <stddef.h>

#include "client/conn/hooks.h"
#include "irc/parse.h"

/* Starts. Keeps a pointer to `hooks`. */
void deliver_start(const struct conn_hooks *hooks);

/* Allows or suspends sending. While suspended, messages wait in the outbox. */
void deliver_allow(bool allowed);

/* Queues a text of 1 to INPUT_LINE_BYTES bytes, of any content, for a channel or a nick. It is split into as many
 * messages as it needs, and sent when there is a connection. False: the outbox is full, and nothing was queued. */
bool deliver_say(const char *target, const char *text, size_t len, bool action);

/* True when the outbox has room for any such text. */
bool deliver_takes(void);

/* Sends as much as the link and the limit of unconfirmed messages allow. Call it when either may have changed. */
void deliver_pump(void);

/* Handles a message from the server that may confirm or refuse a message of ours: an error, or an echo (`own`: it
 * comes from us). label: its label (labeled-response), or NULL. part_of_answer: it is inside a labeled batch. */
void deliver_hear(const struct irc_msg *m, bool own, const char *label, bool part_of_answer);

/* Handles the token of a PONG; NULL: this server returns no token. */
void deliver_pong(const char *token);

/* Handles a message of ours that came back in the channel's history. If it was sent but not confirmed before the
 * connection was lost, it has arrived, and is not sent again. */
void deliver_seen(const char *target, const char *text);

/* The link is lost: unconfirmed messages are to be sent again. */
void deliver_lost(void);

/* True while a confirmation from the server is outstanding. */
bool deliver_waits(void);

/* True when the outbox is empty. */
bool deliver_done(void);

/* True when the server has refused a message at any time. */
bool deliver_refused(void);

/* Empties the outbox, and shows the user each text that is dropped. sent: texts that were sent completely count as
 * delivered. Returns the number of texts dropped. */
int deliver_abandon(bool sent);

/* Sets the length of the `!user@host` that the server inserts between our nick and our text when it relays a
 * message. */
void deliver_prefix(size_t bytes);

#endif
