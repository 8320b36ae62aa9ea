/* exchange.h: each connection's SASL exchange, as far as it has got (RFC 4422; RFC 5802 for SCRAM). */
#ifndef SERVER_ACCOUNT_EXCHANGE_H
#define SERVER_ACCOUNT_EXCHANGE_H

#include <stdint.h>

#include "limits.h"

/* Bytes of the messages of one exchange: SCRAM's first two stay, because its proofs cover them; so does a PLAIN message
 * of the longest name twice and the longest password. */
#define SASL_TEXT 600

/* Under the chat lock; changed by the slot's own thread alone. */
struct sasl {
	uint32_t session; /* the connection's number (struct user): an exchange ends with its connection */
	uint8_t step;     /* enum sasl_step, in sasl.c */
	uint8_t header;   /* SCRAM: bytes of the gs2 header, with which `text` begins */
	uint16_t kept;    /* bytes of the messages that stay */
	uint16_t len;     /* bytes of the message that is arriving, behind them */
	char text[SASL_TEXT + 1];
};
extern struct sasl sasls[CLIENTS];

#if ACCOUNTS > 0
#define SASL_OBJECTS(X) X(sasls, struct sasl, CLIENTS, "SASL exchanges")
#else
#define SASL_OBJECTS(X)
#endif

#endif
