/* scram.h: the server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding. Under the chat lock. */
#ifndef SERVER_ACCOUNT_SCRAM_H
#define SERVER_ACCOUNT_SCRAM_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/sha256.h"
#include "chat/account.h"
#include "server/account/exchange.h"

/* Reads client-first-message, which has arrived, and writes the name of its account. False: it is not one. */
bool scram_read_first(struct sasl *x, char name[NICK_MAX + 1]);

/* Appends server-first-message with that nonce and keys to the exchange, and its base64 to `out`. False: no room. */
bool scram_challenge(struct sasl *x, const char *nonce, const struct account_keys *keys, struct buf *out);

/* The name in the client-first-message that the exchange begins with. */
void scram_name(const struct sasl *x, char name[NICK_MAX + 1]);

/* Whether client-final-message, which has arrived, proves the keys. Writes the base64 of server-final-message. */
bool scram_proves(struct sasl *x, const struct account_keys *keys, struct buf *out);

#endif
